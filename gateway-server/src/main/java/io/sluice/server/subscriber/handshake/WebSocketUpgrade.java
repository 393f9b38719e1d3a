package io.sluice.server.subscriber.handshake;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.sluice.server.http.Problem;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What RFC 6455 demands of the opening handshake, section 4.2.1. */
final class WebSocketUpgrade {

    static final String VERSION = "13";

    /** 16 bytes in base64. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{21}[AQgw]==");

    private WebSocketUpgrade() {}

    /** What is wrong with the request, or null. */
    static @Nullable Problem problemOf(HttpRequest request) {
        HttpHeaders headers = request.headers();
        if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                || !headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            return problem(
                    HttpResponseStatus.UPGRADE_REQUIRED,
                    "This path speaks WebSocket; send Upgrade: websocket and Connection: Upgrade, or use /sse.");
        }
        if (!List.of(VERSION).equals(headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return problem(HttpResponseStatus.UPGRADE_REQUIRED, "Sec-WebSocket-Version: allowed is 13.");
        }
        List<String> keys = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        if (keys.size() != 1 || !KEY.matcher(keys.get(0)).matches()) {
            return problem(HttpResponseStatus.BAD_REQUEST, "Sec-WebSocket-Key: allowed are 16 bytes in base64, once.");
        }
        return null;
    }

    /** The surface whose subprotocol the request offers; where it offers none that is known, the plain one. */
    static Handshake.Kind kindOf(HttpHeaders headers) {
        for (Handshake.Kind kind : Handshake.Kind.values()) {
            if (kind.subprotocol() != null
                    && headers.containsValue(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, kind.subprotocol(), false)) {
                return kind;
            }
        }
        return Handshake.Kind.WEBSOCKET;
    }

    private static Problem problem(HttpResponseStatus status, String detail) {
        return Problem.of(status, Refusal.UPGRADE.word(), detail);
    }
}
