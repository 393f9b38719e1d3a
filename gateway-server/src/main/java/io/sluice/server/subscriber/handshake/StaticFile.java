package io.sluice.server.subscriber.handshake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/**
 * A file of the jar, read once and answered whole. Caches ask each time whether it is still the same, since a gateway
 * that was replaced speaks with the files that came with it. Immutable.
 */
final class StaticFile {

    private static final String FOLDER = "/io/sluice/server/subscriber/page/";

    private final byte[] body;
    private final String type;
    private final Map<String, String> headers;
    private final String etag;

    StaticFile(byte[] body, String type, Map<String, String> headers) {
        this.body = body;
        this.type = type;
        this.headers = Map.copyOf(headers);
        this.etag = '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(sha256(body), 12)) + '"';
    }

    /** A file that pages of all origins may load: it is the same for everybody and says nothing of anybody. */
    static StaticFile forEverybody(String name, String type) {
        return new StaticFile(
                read(name),
                type,
                Map.of("access-control-allow-origin", "*", "cross-origin-resource-policy", "cross-origin"));
    }

    static byte[] read(String name) {
        try (InputStream in = StaticFile.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + FOLDER + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The answer to a GET or HEAD. */
    FullHttpResponse answer(HttpRequest request) {
        boolean known = matches(request.headers().get(HttpHeaderNames.IF_NONE_MATCH, ""));
        boolean withBody = !known && !request.method().equals(HttpMethod.HEAD);
        ByteBuf content = withBody ? Unpooled.wrappedBuffer(body) : Unpooled.EMPTY_BUFFER;
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, known ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK, content);
        headers.forEach(response.headers()::set);
        response.headers()
                .set(HttpHeaderNames.ETAG, etag)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .set("x-content-type-options", "nosniff");
        if (!known) {
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, type)
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        }
        return response;
    }

    /** A proxy that compresses marks the tag as weak; the file is the same. */
    private boolean matches(String ifNoneMatch) {
        for (String tag : ifNoneMatch.split(",", -1)) {
            String strong = tag.strip();
            strong = strong.startsWith("W/") ? strong.substring(2) : strong;
            if (strong.equals(etag) || strong.equals("*")) {
                return true;
            }
        }
        return false;
    }
}
