package io.sluice.server.publisher;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.List;

/**
 * A request target taken apart.
 *
 * @param path as sent, percent-encoding included; the paths served here need none
 * @param query what follows the question mark; empty where nothing does
 */
record Target(String path, String query) {

    /** One query parameter, decoded. */
    record Parameter(String name, String value) {}

    static Target of(String uri) {
        int start = uri.startsWith("/") ? 0 : endOfAuthority(uri);
        int fragment = uri.indexOf('#', start);
        int end = fragment < 0 ? uri.length() : fragment;
        int question = uri.indexOf('?', start);
        if (question < 0 || question > end) {
            return new Target(pathOrRoot(uri.substring(start, end)), "");
        }
        return new Target(pathOrRoot(uri.substring(start, question)), uri.substring(question + 1, end));
    }

    private static String pathOrRoot(String path) {
        return path.isEmpty() ? "/" : path;
    }

    /** A server must understand targets in absolute form too (RFC 9112, 3.2.2). */
    private static int endOfAuthority(String uri) {
        int scheme = uri.indexOf("://");
        if (scheme < 0) {
            return 0;
        }
        for (int at = scheme + 3; at < uri.length(); at++) {
            char c = uri.charAt(at);
            if (c == '/' || c == '?' || c == '#') {
                return at;
            }
        }
        return uri.length();
    }

    /**
     * The parameters in the order sent.
     *
     * @throws IllegalArgumentException if a percent-encoding is broken
     */
    List<Parameter> parameters() {
        if (query.isEmpty()) {
            return List.of();
        }
        List<Parameter> found = new ArrayList<>(2);
        int start = 0;
        while (start <= query.length()) {
            int end = query.indexOf('&', start);
            if (end < 0) {
                end = query.length();
            }
            if (end > start) {
                found.add(parameter(start, end));
            }
            start = end + 1;
        }
        return found;
    }

    private Parameter parameter(int start, int end) {
        int equals = query.indexOf('=', start);
        if (equals < 0 || equals >= end) {
            return new Parameter(decoded(query.substring(start, end)), "");
        }
        return new Parameter(decoded(query.substring(start, equals)), decoded(query.substring(equals + 1, end)));
    }

    private static String decoded(String component) {
        return component.indexOf('%') < 0 && component.indexOf('+') < 0
                ? component
                : QueryStringDecoder.decodeComponent(component);
    }
}
