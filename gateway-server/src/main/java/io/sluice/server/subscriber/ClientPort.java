package io.sluice.server.subscriber;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.sluice.delivery.shard.Shard;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.subscriber.handshake.HandshakeHandlers;
import io.sluice.server.subscriber.session.DeliveryHandler;
import io.sluice.server.subscriber.session.Sessions;
import io.sluice.server.subscriber.session.SubscribeHandler;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The port for subscribers: everything about a connection that was accepted. The listener is the caller's. */
public final class ClientPort {

    private final GatewayConfig config;
    private final HandshakeHandlers handshake;
    private final Sessions sessions;
    private final ChannelGroup channels;
    private final Function<EventLoop, Shard> shards;
    private final WebSocketServerProtocolConfig webSocket;

    /**
     * A client port.
     *
     * @param channels gets every accepted channel, for counting, draining and closing
     * @param shards knows the shard of each client event loop
     */
    public ClientPort(
            GatewayConfig config,
            HandshakeHandlers handshake,
            Sessions sessions,
            ChannelGroup channels,
            Function<EventLoop, Shard> shards) {
        this.config = config;
        this.handshake = handshake;
        this.sessions = sessions;
        this.channels = channels;
        this.shards = shards;
        this.webSocket = webSocketConfig(config.limits());
    }

    /** Prepares accepted channels, on the loop that they belong to. */
    public ChannelInitializer<Channel> initializer() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (sessions.isDraining()) {
                    channel.close();
                    return;
                }
                channels.add(channel);
                build(channel.pipeline(), new DeliveryHandler(shards.apply(channel.eventLoop())));
            }
        };
    }

    /** Takes nobody in any more and closes all channels that carry no subscription, such as kept-alive ones. */
    public void startDraining() {
        sessions.startDraining();
        for (Channel channel : channels) {
            channel.eventLoop().execute(() -> {
                DeliveryHandler delivery = channel.pipeline().get(DeliveryHandler.class);
                if (delivery == null || !delivery.isBound()) {
                    channel.close();
                }
            });
        }
    }

    /**
     * The whole way of a client. Slices of the log are written from {@code delivery}, which is why it stands before the
     * codec. After the handshake there remain idle, heartbeat, delivery, the WebSocket codec, pong, websocket and session;
     * for an event stream idle, heartbeat, delivery and session.
     */
    private void build(ChannelPipeline pipeline, DeliveryHandler delivery) {
        long intervalMillis = config.heartbeat().interval().toMillis();
        pipeline.addLast(SubscribeHandler.IDLE, new IdleStateHandler(intervalMillis, 0, 0, TimeUnit.MILLISECONDS))
                .addLast(SubscribeHandler.DELIVERY, delivery)
                .addLast("http", new HttpServerCodec(decoderConfig()))
                .addLast(HandshakeHandlers.REQUEST, handshake.request())
                .addLast(HandshakeHandlers.TIMEOUT, handshake.timeout())
                .addLast(HandshakeHandlers.LIMITS, handshake.limits())
                .addLast(HandshakeHandlers.ORIGIN, handshake.origin())
                .addLast(HandshakeHandlers.ROUTER, handshake.router())
                .addLast("subscribe", new SubscribeHandler(sessions, delivery))
                .addLast(SubscribeHandler.WEBSOCKET, new WebSocketServerProtocolHandler(webSocket));
    }

    private HttpDecoderConfig decoderConfig() {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(config.limits().requestLineBytes())
                .setMaxHeaderSize(config.limits().headerBytes());
    }

    /** Close frames and violations are the session's: one state machine decides how a connection ends. */
    private static WebSocketServerProtocolConfig webSocketConfig(GatewayConfig.Limits limits) {
        return WebSocketServerProtocolConfig.newBuilder()
                .websocketPath(SubscribeHandler.WEBSOCKET_PATH)
                .checkStartsWith(true)
                .handleCloseFrames(false)
                .sendCloseFrame(null)
                .dropPongFrames(true)
                .handshakeTimeoutMillis(limits.handshakeTimeout().toMillis())
                .decoderConfig(WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(limits.inboundFrameBytes())
                        .allowExtensions(false)
                        .closeOnProtocolViolation(false)
                        .withUTF8Validator(false)
                        .build())
                .build();
    }
}
