package io.sluice.bench.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where to connect and what to ask for.
 *
 * @param address resolved, always a loopback address
 * @param authority the value of the Host field
 * @param pathAndQuery starts with a slash
 * @param tls whether it is asked by TLS, whatever certificate it shows
 */
record Endpoint(InetSocketAddress address, String authority, String pathAndQuery, boolean tls) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final Set<String> PLAIN = Set.of("ws", "http");
    private static final Set<String> ENCRYPTED = Set.of("wss", "https");

    /**
     * Reads {@code ws://}, {@code wss://}, {@code http://} or {@code https://} URLs.
     *
     * @throws IllegalArgumentException if the URL is malformed, has another scheme, or does not point to this machine's
     *     loopback: a load run must not be aimed at somebody's network
     */
    static Endpoint parse(String url) {
        URI uri = URI.create(url);
        String host = uri.getHost();
        String scheme = String.valueOf(uri.getScheme());
        boolean tls = ENCRYPTED.contains(scheme);
        if (host == null || !(tls || PLAIN.contains(scheme))) {
            throw new IllegalArgumentException("not a ws://, wss://, http:// or https:// URL: " + url);
        }
        InetAddress address = resolve(host);
        if (!address.isLoopbackAddress()) {
            throw new IllegalArgumentException("only loopback addresses are allowed, not " + host);
        }
        int portOfScheme = tls ? HTTPS_PORT : HTTP_PORT;
        int port = uri.getPort() < 0 ? portOfScheme : uri.getPort();
        return new Endpoint(new InetSocketAddress(address, port), host + ":" + port, pathAndQueryOf(url), tls);
    }

    /**
     * The same for a URL that publications go to, which are not encrypted.
     *
     * @throws IllegalArgumentException also for {@code wss://} and {@code https://}
     */
    static Endpoint parsePlain(String url) {
        Endpoint endpoint = parse(url);
        if (endpoint.tls) {
            throw new IllegalArgumentException("publications go out without TLS only: " + url);
        }
        return endpoint;
    }

    /**
     * The same for one URL or several gateways in it, with commas between their authorities: {@code
     * ws://127.0.0.1:8080,127.0.0.1:8090/ws}.
     */
    static List<Endpoint> parseAll(String url) {
        int from = url.indexOf("://") + 3;
        int to = from;
        while (to < url.length() && url.charAt(to) != '/' && url.charAt(to) != '?') {
            to++;
        }
        List<Endpoint> found = new ArrayList<>();
        for (String authority : url.substring(from, to).split(",", -1)) {
            found.add(parse(url.substring(0, from) + authority + url.substring(to)));
        }
        return found;
    }

    /** What follows the authority of an address, as it is written; the address may be a {@link UrlTemplate}. */
    static String pathAndQueryOf(String url) {
        int at = url.indexOf("://") + 3;
        while (at < url.length() && url.charAt(at) != '/' && url.charAt(at) != '?') {
            at++;
        }
        String rest = url.substring(at);
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    private static InetAddress resolve(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("unknown host " + host, e);
        }
    }
}
