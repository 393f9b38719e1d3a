package io.sluice.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens subscribers' connections and knows what they all share. Everything but the constructor runs on the loop. */
final class Connector {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** Far below the ports of one address, so that connections of earlier runs that linger do not matter. */
    private static final int CONNECTIONS_PER_ADDRESS = 8_000;

    private final UrlTemplate url;
    private final Topics topics;
    private final List<Endpoint> endpoints;
    private final Handshake handshake;
    private final Audience audience;
    private final SharedReads sharedReads;
    private final @Nullable ClientTls tls;
    private final Bootstrap bootstrap;

    Connector(
            LoadSettings settings,
            Audience audience,
            SharedReads sharedReads,
            Transport transport,
            EventLoopGroup loop) {
        this.url = new UrlTemplate(settings.target().url());
        this.topics = Topics.of(settings.mix().topics());
        this.endpoints = Endpoint.parseAll(url.of(topics, 0));
        this.handshake = new Handshake(
                endpoints.getFirst().authority(), settings.target().surface(), "");
        this.audience = audience;
        this.sharedReads = sharedReads;
        this.tls = endpoints.getFirst().tls() ? new ClientTls(sharedReads) : null;
        Bootstrap common = transport
                .bootstrap(loop)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT.toMillis());
        // With TLS what is read is kept until a record is whole.
        this.bootstrap = tls == null ? common.option(ChannelOption.RECVBUF_ALLOCATOR, sharedReads) : common;
    }

    /** What {@link #connect} takes; options that are set on it hold for its connections alone. */
    Bootstrap bootstrap() {
        return bootstrap.clone();
    }

    /** Its owner hears of everything that follows, a failure to connect included. */
    void connect(Bootstrap own, Subscriber subscriber) {
        own.handler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                if (tls != null) {
                    tls.addTo(channel);
                }
                channel.pipeline().addLast(subscriber);
            }
        });
        connect(own, subscriber.seat()).addListener(done -> {
            if (!done.isSuccess()) {
                subscriber.couldNotConnect(done.cause());
            }
        });
    }

    private ChannelFuture connect(Bootstrap own, int seat) {
        Endpoint endpoint = endpoints.get(seat % endpoints.size());
        if (endpoint.address().getAddress() instanceof Inet4Address) {
            int host = 2 + seat / CONNECTIONS_PER_ADDRESS;
            return own.connect(endpoint.address(), new InetSocketAddress("127.0.0." + host, 0));
        }
        return own.connect(endpoint.address());
    }

    byte[] request(int seat) {
        return handshake.request(Endpoint.pathAndQueryOf(url.ofSubscriber(topics, seat)));
    }

    Handshake handshake() {
        return handshake;
    }

    Audience audience() {
        return audience;
    }

    ByteBuffer reads() {
        return sharedReads.view();
    }
}
