package io.sluice.server.engine.redis.link;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sluice.delivery.loop.OwnerLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What Lettuce needs, and how it is set up: it connects when it is told to; in a cluster it connects again by itself. */
final class Clients {

    /** Names of channels as text, messages as they are. */
    static final RedisCodec<String, byte[]> CHANNELS = RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE);

    private static final long CLOSE_MILLIS = 1000;
    private static final long CONNECTIONS_CLOSE_MILLIS = 3000;
    private static final long QUIET_MILLIS = 200;

    private final LinkSettings settings;
    private final Timer timer = new HashedWheelTimer(new DefaultThreadFactory("redis-timer", true));
    private final ClientResources resources = DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .timer(timer)
            .build();
    private final RedisClient direct;
    private final List<AbstractRedisClient> clients = new ArrayList<>();

    Clients(LinkSettings settings) {
        this.settings = settings;
        direct = RedisClient.create(resources);
        direct.setOptions(apply(ClientOptions.builder().autoReconnect(false)).build());
        clients.add(direct);
    }

    /** To one server, or to the master that sentinels name. */
    RedisClient direct() {
        return direct;
    }

    /** Of a cluster; ends with the others. */
    RedisClusterClient cluster(List<RedisURI> seeds) {
        RedisClusterClient client = RedisClusterClient.create(resources, seeds);
        ClusterClientOptions.Builder options = ClusterClientOptions.builder()
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .adaptiveRefreshTriggersTimeout(Duration.ofMillis(200))
                        .build());
        apply(options);
        client.setOptions(options.build());
        clients.add(client);
        return client;
    }

    /** With a connection that is being made; several tries of Lettuce's own, one for each sentinel, fit in. */
    Duration patience() {
        return settings.connectTimeout().multipliedBy(5);
    }

    private ClientOptions.Builder apply(ClientOptions.Builder options) {
        settings.authority()
                .ifPresent(file -> options.sslOptions(SslOptions.builder()
                        .jdkSslProvider()
                        .trustManager(file.toFile())
                        .build()));
        return options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(settings.commandTimeout()))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.connectTimeout())
                        .tcpUserTimeout(SocketOptions.TcpUserTimeoutOptions.builder()
                                .enable()
                                .tcpUserTimeout(settings.silence())
                                .build())
                        .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                .enable()
                                .idle(Duration.ofSeconds(5))
                                .interval(Duration.ofSeconds(2))
                                .count(3)
                                .build())
                        .build());
    }

    /**
     * Ends everything, connections first. Waits a moment for it; not the loop's thread.
     *
     * @param connections closes them, on the loop
     */
    void close(OwnerLoop loop, Supplier<CompletableFuture<Void>> connections) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        loop.execute(() -> connections.get().whenComplete((done, failure) -> closed.complete(null)));
        closed.completeOnTimeout(null, CONNECTIONS_CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                .join();
        close();
    }

    /** Ends everything where nothing is connected. */
    void close() {
        // First: what still waits for refused connections would find the sockets' threads gone.
        timer.stop();
        // A cluster may be asking for its topology at this moment, through connections of Lettuce's own.
        long quietMillis = clients.size() > 1 ? QUIET_MILLIS : 0;
        clients.forEach(client -> client.shutdown(quietMillis, CLOSE_MILLIS, TimeUnit.MILLISECONDS));
        resources.shutdown(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSE_MILLIS);
    }
}
