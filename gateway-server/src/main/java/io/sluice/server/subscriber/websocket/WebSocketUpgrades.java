package io.sluice.server.subscriber.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.sluice.server.subscriber.handshake.Handshake;
import io.sluice.server.subscriber.session.Opening;
import io.sluice.server.subscriber.session.SessionSettings;

/** How a WebSocket handshake is answered: with Netty's codec, but the session alone decides how a connection ends. */
public final class WebSocketUpgrades {

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
        pipeline.addLast(PONG, new PongHandler(opening.connection()));
    }

    private static void answer(Opening opening, WebSocketSession session) {
        ChannelPipeline pipeline = opening.pipeline();
        pipeline.addLast(Opening.SESSION, session);
        Handshake handshake = opening.handshake();
        Channel channel = pipeline.channel();
        new WebSocketServerHandshaker13("", handshake.kind().subprotocol(), decoderConfig(opening))
                .handshake(channel, request(handshake), extensions(handshake), channel.newPromise())
                .addListener(answered -> {
                    if (!answered.isSuccess()) {
                        opening.context().fireExceptionCaught(answered.cause());
                    } else if (channel.isActive()) {
                        session.onAnswered(pipeline.context(session), opening);
                    }
                });
    }

    private static WebSocketDecoderConfig decoderConfig(Opening opening) {
        return WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(settings(opening).inboundFrameBytes())
                .allowExtensions(opening.handshake().mayCompress())
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build();
    }

    private static HttpHeaders extensions(Handshake handshake) {
        HttpHeaders headers = new DefaultHttpHeaders();
        if (handshake.extensions() != null) {
            headers.set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, handshake.extensions());
        }
        return headers;
    }

    private static SessionSettings settings(Opening opening) {
        return opening.established().sessions().settings();
    }

    /** The request as the codec would like it: at most the one subprotocol. */
    private static FullHttpRequest request(Handshake handshake) {
        FullHttpRequest request = handshake.request();
        String subprotocol = handshake.kind().subprotocol();
        if (subprotocol == null) {
            request.headers().remove(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        } else {
            request.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, subprotocol);
        }
        return request;
    }
}
