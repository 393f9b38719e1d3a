package io.sluice.server.subscriber.handshake;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** The headers by which a browser lets a page of another origin read an answer. */
public final class CrossOrigin {

    private static final int PREFLIGHT_VALID_SECONDS = 600;

    private CrossOrigin() {}

    /** Lets the page that was allowed read this answer, and keeps caches from giving it to another. */
    public static void allow(HttpHeaders headers, OriginDecision.Allowed decision) {
        headers.add(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        String origin = decision.echoOrigin();
        if (origin != null) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
    }

    /** As {@link #allow}, and keeps proxies from holding an event stream back. */
    public static void allowStream(HttpHeaders headers, OriginDecision.Allowed decision) {
        allow(headers, decision);
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store").set("x-accel-buffering", "no");
    }

    /** The answer to a browser that asks before it opens an event stream. */
    static FullHttpResponse preflight(OriginDecision.Allowed decision) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT, Unpooled.EMPTY_BUFFER);
        allow(response.headers(), decision);
        response.headers()
                .set(HttpHeaderNames.ALLOW, "GET, OPTIONS")
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET")
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "Last-Event-ID, Cache-Control, Authorization")
                .setInt(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_VALID_SECONDS);
        return response;
    }
}
