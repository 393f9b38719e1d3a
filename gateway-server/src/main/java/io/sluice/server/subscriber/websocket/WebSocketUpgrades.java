package io.sluice.server.subscriber.websocket;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.sluice.server.subscriber.handshake.Handshake;
import io.sluice.server.subscriber.session.Opening;
import io.sluice.server.subscriber.session.SessionSettings;

/** How a WebSocket handshake is answered: with Netty's codec, but the session alone decides how a connection ends. */
public final class WebSocketUpgrades {

    private static final String PATH = "/ws";
    private static final String EXTENSIONS = "extensions";
    private static final String RATE = "rate";
    private static final String RESERVED_BITS = "reserved-bits";
    private static final String PONG = "pong";
    private static final String MESSAGE = "message";

    private WebSocketUpgrades() {}

    /** Opens a session that is told of every frame but pings and pongs. */
    public static void open(Opening opening, WebSocketSession session) {
        addLimits(opening);
        answer(opening, session);
    }

    /** Opens a session that is told of whole messages, of which the texts are UTF-8, and of Close frames. */
    public static void openForMessages(Opening opening, WebSocketSession session) {
        addLimits(opening);
        opening.pipeline()
                .addLast(
                        MESSAGE,
                        new MessageAssembler(
                                settings(opening).inboundFrameBytes(),
                                opening.handshake().mayCompress()));
        answer(opening, session);
    }

    private static void addLimits(Opening opening) {
        ChannelPipeline pipeline = opening.pipeline();
        pipeline.addLast(
                RATE, new InboundRate(opening.connection(), settings(opening).inboundRatePerSecond()));
        if (opening.handshake().mayCompress()) {
            pipeline.addLast(RESERVED_BITS, ReservedBits.INSTANCE);
        }
        pipeline.addLast(PONG, new PongHandler(opening.established().subscriber()));
    }

    private static void answer(Opening opening, WebSocketSession session) {
        ChannelPipeline pipeline = opening.pipeline();
        Handshake handshake = opening.handshake();
        if (handshake.extensions() != null) {
            pipeline.addLast(EXTENSIONS, new AgreedExtensions(handshake.extensions()));
        }
        pipeline.addLast(Opening.WEBSOCKET, new WebSocketServerProtocolHandler(config(opening)));
        pipeline.addLast(Opening.SESSION, session);
        opening.context().fireChannelRead(request(handshake));
    }

    /** It may agree to extensions for one client and not for the next, so each has its own. */
    private static WebSocketServerProtocolConfig config(Opening opening) {
        SessionSettings settings = settings(opening);
        return WebSocketServerProtocolConfig.newBuilder()
                .websocketPath(PATH)
                .subprotocols(opening.handshake().kind().subprotocol())
                .handleCloseFrames(false)
                .sendCloseFrame(null)
                .handshakeTimeoutMillis(settings.closeTimeout().toMillis())
                .decoderConfig(WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(settings.inboundFrameBytes())
                        .allowExtensions(opening.handshake().mayCompress())
                        .closeOnProtocolViolation(false)
                        .withUTF8Validator(false)
                        .build())
                .build();
    }

    private static SessionSettings settings(Opening opening) {
        return opening.established().sessions().settings();
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
