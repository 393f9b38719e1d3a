package io.sluice.server.subscriber.websocket;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.subscriber.handshake.Handshake;
import io.sluice.server.subscriber.session.Opening;

/** How a WebSocket handshake is answered: by Netty's codec, but the session alone decides how a connection ends. */
public final class WebSocketUpgrades {

    private static final String PATH = "/ws";
    private static final String RATE = "rate";
    private static final String PONG = "pong";

    private final WebSocketServerProtocolConfig config;

    public WebSocketUpgrades(GatewayConfig.Limits limits) {
        this.config = WebSocketServerProtocolConfig.newBuilder()
                .websocketPath(PATH)
                .subprotocols(Handshake.Kind.JSON.subprotocol())
                .handleCloseFrames(false)
                .sendCloseFrame(null)
                .handshakeTimeoutMillis(limits.handshakeTimeout().toMillis())
                .decoderConfig(WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(limits.inboundFrameBytes())
                        .allowExtensions(false)
                        .closeOnProtocolViolation(false)
                        .withUTF8Validator(false)
                        .build())
                .build();
    }

    /** What answers the handshake that {@link #open} passes on. One per channel; name it {@link Opening#WEBSOCKET}. */
    public ChannelHandler handler() {
        return new WebSocketServerProtocolHandler(config);
    }

    /**
     * Answers the handshake. After it there remain, behind the codec: the bound on what the client sends, pongs, and the
     * session.
     */
    public static void open(Opening opening, WebSocketSession session) {
        ChannelHandlerContext context = opening.context();
        ChannelPipeline pipeline = opening.pipeline();
        pipeline.addBefore(
                Opening.WEBSOCKET,
                RATE,
                new InboundRate(
                        opening.connection(),
                        opening.established().sessions().settings().inboundRatePerSecond()));
        pipeline.addBefore(
                Opening.WEBSOCKET, PONG, new PongHandler(opening.established().subscriber()));
        pipeline.addLast(Opening.SESSION, session);
        context.fireChannelRead(request(opening.handshake()));
    }

    /** The request as the codec would like it: the path without origin and query, and at most the one subprotocol. */
    private static FullHttpRequest request(Handshake handshake) {
        FullHttpRequest request = handshake.request();
        request.setUri(PATH);
        String subprotocol = handshake.kind().subprotocol();
        if (subprotocol == null) {
            request.headers().remove(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        } else {
            request.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, subprotocol);
        }
        return request;
    }
}
