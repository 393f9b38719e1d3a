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
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page at {@code /}, read and filled in once. Its policy admits just the script and the style that the page was
 * loaded with, by their hashes, so that no message shown on it can ever run. Immutable.
 */
final class StaticPage {

    private static final String RESOURCE = "/io/sluice/server/subscriber/page/index.html";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");

    private final byte[] body;
    private final String etag;
    private final String policy;

    private StaticPage(String html) {
        body = html.getBytes(StandardCharsets.UTF_8);
        etag = '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(sha256(body), 12)) + '"';
        policy = "default-src 'none'; script-src " + hashOf("script", html) + "; style-src " + hashOf("style", html)
                + "; img-src data:; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'";
    }

    /**
     * Reads the page out of the jar.
     *
     * @param pushPort where the page tells people to push to
     */
    static StaticPage load(int pushPort) {
        try (InputStream in = StaticPage.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + RESOURCE);
            }
            return new StaticPage(fill(new String(in.readAllBytes(), StandardCharsets.UTF_8), pushPort));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String fill(String template, int pushPort) {
        return PLACEHOLDER.matcher(template).replaceAll(found -> switch (found.group(1)) {
            case "pushPort" -> Integer.toString(pushPort);
            default -> throw new IllegalStateException("the page has the unknown placeholder " + found.group());
        });
    }

    /** The answer to a GET or HEAD. */
    FullHttpResponse answer(HttpRequest request) {
        boolean known = matches(request.headers().get(HttpHeaderNames.IF_NONE_MATCH, ""));
        boolean withBody = !known && !request.method().equals(HttpMethod.HEAD);
        ByteBuf content = withBody ? Unpooled.wrappedBuffer(body) : Unpooled.EMPTY_BUFFER;
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, known ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK, content);
        response.headers()
                .set(HttpHeaderNames.ETAG, etag)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, policy)
                .set("x-content-type-options", "nosniff")
                .set("referrer-policy", "no-referrer")
                .set(HttpHeaderNames.X_FRAME_OPTIONS, "DENY");
        if (!known) {
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        }
        return response;
    }

    /** A proxy that compresses marks the tag as weak; the page is the same. */
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

    private static String hashOf(String element, String html) {
        Matcher matcher = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL)
                .matcher(html);
        if (!matcher.find()) {
            throw new IllegalStateException("the page has no " + element);
        }
        byte[] hash = sha256(matcher.group(1).getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
