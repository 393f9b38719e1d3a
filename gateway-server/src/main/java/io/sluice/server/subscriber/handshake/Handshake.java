package io.sluice.server.subscriber.handshake;

import io.netty.handler.codec.http.FullHttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request that passed every check and is to become a subscription; fired down the pipeline by the router. The
 * request holds no buffer, so nobody has to release it. The next handler answers it, or refuses with a problem and close, and
 * calls
 * {@link HandshakeHandlers#removeFrom} once the answer is decided; until then the time to finish a handshake runs on, and
 * another HTTP message of the client closes the connection. {@link ClientAddress#KEY} is set on the channel.
 *
 * @param kind decides how the answer looks; for WEBSOCKET and JSON the headers of the upgrade are complete and of version 13
 * @param extensions the answer to Sec-WebSocket-Extensions; null where none was agreed on
 * @param decision what the headers of an SSE answer follow, see {@link CrossOrigin}
 */
public record Handshake(
        FullHttpRequest request,
        SubscribeRequest subscribe,
        Kind kind,
        @Nullable String extensions,
        OriginDecision.Allowed decision) {

    /** Whether messages may be compressed, one by one, in both directions. */
    public boolean mayCompress() {
        return extensions != null;
    }

    /** The surface that was asked for. */
    public enum Kind {
        WEBSOCKET(null),
        JSON("sluice.v1.json"),
        SSE(null);

        private final @Nullable String subprotocol;

        Kind(@Nullable String subprotocol) {
            this.subprotocol = subprotocol;
        }

        /** What names this surface in Sec-WebSocket-Protocol; null for one that has no name there. */
        public @Nullable String subprotocol() {
            return subprotocol;
        }

        /** Whether topics can be subscribed after the handshake, so that it need not name any. */
        public boolean subscribesLater() {
            return this == JSON;
        }
    }
}
