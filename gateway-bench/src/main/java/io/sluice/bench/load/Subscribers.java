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
import java.util.concurrent.CompletableFuture;

/** Connects all subscribers, a bounded number of handshakes at a time. Everything but the constructor runs on the loop. */
final class Subscribers {
    private static final int HANDSHAKES_IN_FLIGHT = 64;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** Far below the ports of one address, so that connections of earlier runs that linger do not matter. */
    private static final int CONNECTIONS_PER_ADDRESS = 8_000;

    private final LoadSettings settings;
    private final Endpoint endpoint;
    private final Handshake handshake;
    private final Audience audience;
    private final SharedReads sharedReads;
    private final Bootstrap bootstrap;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private int started;
    private int joined;

    Subscribers(
            LoadSettings settings,
            Audience audience,
            SharedReads sharedReads,
            Transport transport,
            EventLoopGroup loop) {
        this.settings = settings;
        this.endpoint = Endpoint.parse(settings.target().url());
        this.handshake = new Handshake(endpoint, settings.target().surface());
        this.audience = audience;
        this.sharedReads = sharedReads;
        this.bootstrap = transport
                .bootstrap(loop)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT.toMillis())
                .option(ChannelOption.RECVBUF_ALLOCATOR, sharedReads);
    }

    /** Completes when all have joined, exceptionally when one cannot. */
    CompletableFuture<Void> connectAll() {
        for (int i = 0; i < HANDSHAKES_IN_FLIGHT; i++) {
            connectNext();
        }
        return ready;
    }

    private void connectNext() {
        if (started == settings.subscribers() || ready.isCompletedExceptionally()) {
            return;
        }
        int index = started++;
        boolean stalled = index >= settings.audited();
        Bootstrap own = bootstrap.clone().handler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new Subscriber(index, stalled, Subscribers.this));
            }
        });
        if (stalled && settings.stalled().receiveBufferBytes() > 0) {
            own.option(ChannelOption.SO_RCVBUF, settings.stalled().receiveBufferBytes());
        }
        connect(own, index).addListener(done -> {
            if (!done.isSuccess()) {
                failed(done.cause());
            }
        });
    }

    private ChannelFuture connect(Bootstrap own, int index) {
        if (endpoint.address().getAddress() instanceof Inet4Address) {
            int host = 2 + index / CONNECTIONS_PER_ADDRESS;
            return own.connect(endpoint.address(), new InetSocketAddress("127.0.0." + host, 0));
        }
        return own.connect(endpoint.address());
    }

    void joined() {
        audience.joined(++joined);
        if (joined == settings.subscribers()) {
            ready.complete(null);
        } else {
            connectNext();
        }
    }

    void left(int index, String reason) {
        audience.left(index, reason);
        failed(new IllegalStateException("subscriber " + index + " was closed while others connected: " + reason));
    }

    /** Ends the connecting phase; later failures are the audience's. */
    void failed(Throwable cause) {
        ready.completeExceptionally(cause);
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
