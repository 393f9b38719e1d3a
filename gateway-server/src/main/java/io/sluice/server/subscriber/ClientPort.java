package io.sluice.server.subscriber;

import com.codahale.metrics.MetricRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.sluice.delivery.shard.Shard;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.subscriber.handshake.Handshake;
import io.sluice.server.subscriber.handshake.HandshakeHandlers;
import io.sluice.server.subscriber.session.DeliveryHandler;
import io.sluice.server.subscriber.session.Opening;
import io.sluice.server.subscriber.session.Sessions;
import io.sluice.server.subscriber.session.SubscribeHandler;
import io.sluice.server.subscriber.session.SurfaceKind;
import io.sluice.server.tls.ServerTls;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The port for subscribers: everything about a connection that was accepted. The listener is the caller's. */
public final class ClientPort {

    private final GatewayConfig config;
    private final HandshakeHandlers handshake;
    private final Sessions sessions;
    private final ChannelGroup channels;
    private final Function<EventLoop, Shard> shards;
    private final Function<Handshake, SurfaceKind> surfaces;

    /**
     * A client port.
     *
     * @param channels gets every accepted channel, for counting, draining and closing
     * @param shards knows the shard of each client event loop
     * @param registry gets what the surfaces count
     */
    public ClientPort(
            GatewayConfig config,
            HandshakeHandlers handshake,
            Sessions sessions,
            ChannelGroup channels,
            Function<EventLoop, Shard> shards,
            MetricRegistry registry) {
        this(config, handshake, sessions, channels, shards, new Surfaces(config, sessions, registry)::of);
    }

    /** The same with surfaces of one's own. */
    ClientPort(
            GatewayConfig config,
            HandshakeHandlers handshake,
            Sessions sessions,
            ChannelGroup channels,
            Function<EventLoop, Shard> shards,
            Function<Handshake, SurfaceKind> surfaces) {
        this.config = config;
        this.handshake = handshake;
        this.sessions = sessions;
        this.channels = channels;
        this.shards = shards;
        this.surfaces = surfaces;
    }

    /** As below, for a port without TLS. */
    public ChannelInitializer<Channel> initializer() {
        return initializer(null);
    }

    /**
     * Prepares accepted channels, on the loop that they belong to.
     *
     * @param tls null where the port speaks none
     */
    public ChannelInitializer<Channel> initializer(@Nullable ServerTls tls) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (sessions.isDraining()) {
                    channel.close();
                    return;
                }
                channels.add(channel);
                build(channel.pipeline(), new DeliveryHandler(shards.apply(channel.eventLoop())), tls);
            }
        };
    }

    /**
     * Takes nobody in any more and closes all channels that carry no subscription, such as kept-alive ones.
     *
     * @param spread how long it takes to send all others away
     */
    public void startDraining(Duration spread) {
        sessions.startDraining(spread);
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
     * The whole way of a client: a PROXY header, TLS, HTTP, of which the first two may not be there. Slices of the log are written from {@code delivery}, which is why it stands before the
     * codec. After the handshake there remain TLS, idle, heartbeat, delivery, and for a WebSocket its codec, rate, pong and
     * session; for an event stream the session alone.
     */
    private void build(ChannelPipeline pipeline, DeliveryHandler delivery, @Nullable ServerTls tls) {
        long intervalMillis = config.heartbeat().interval().toMillis();
        if (handshake.expectsProxyHeader(pipeline.channel())) {
            pipeline.addLast(HandshakeHandlers.PROXY_HEADER, handshake.proxyHeader());
        }
        if (tls != null) {
            tls.addTo(pipeline);
        }
        pipeline.addLast(Opening.IDLE, new IdleStateHandler(intervalMillis, 0, 0, TimeUnit.MILLISECONDS))
                .addLast(Opening.DELIVERY, delivery);
        pipeline.addLast(Opening.HTTP, new HttpServerCodec(decoderConfig()))
                .addLast(HandshakeHandlers.REQUEST, handshake.request())
                .addLast(HandshakeHandlers.TIMEOUT, handshake.timeout())
                .addLast(HandshakeHandlers.LIMITS, handshake.limits())
                .addLast(HandshakeHandlers.ORIGIN, handshake.origin())
                .addLast(HandshakeHandlers.ROUTER, handshake.router())
                .addLast(Opening.SUBSCRIBE, new SubscribeHandler(sessions, delivery, surfaces));
    }

    private HttpDecoderConfig decoderConfig() {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(config.limits().requestLineBytes())
                .setMaxHeaderSize(config.limits().headerBytes());
    }
}
