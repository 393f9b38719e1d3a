package io.sluice.server.subscriber.handshake;

import io.netty.handler.codec.http.FullHttpRequest;

/**
 * A request that passed every check and is to become a subscription; fired down the pipeline by the router. The next
 * handler owns the request and releases it. It answers the request itself, or with a problem and close, and calls
 * {@link HandshakeHandlers#removeFrom} once the answer is decided; until then the time to finish a handshake runs on, and
 * another HTTP message of the client closes the connection. {@link ClientAddress#KEY} is set on the channel.
 *
 * @param kind decides how the answer looks; for WEBSOCKET the headers of the upgrade are complete and of version 13
 * @param decision what the headers of an SSE answer follow, see {@link CrossOrigin}
 */
public record Handshake(
        FullHttpRequest request, SubscribeRequest subscribe, Kind kind, OriginDecision.Allowed decision) {

    /** The surface that was asked for. */
    public enum Kind {
        WEBSOCKET,
        SSE
    }
}
