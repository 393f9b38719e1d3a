package io.sluice.server;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.internal.PlatformDependent;
import io.sluice.delivery.shard.Shard;
import io.sluice.engine.EngineCanary;
import io.sluice.server.admin.CanaryHealth;
import io.sluice.server.admin.EngineHealth;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.metrics.GatewayMetrics;
import io.sluice.server.metrics.ProcessMetrics;
import io.sluice.server.metrics.PrometheusText;
import io.sluice.server.metrics.SummaryLine;
import io.sluice.server.publisher.PushPort;
import io.sluice.server.subscriber.ClientPort;
import io.sluice.server.subscriber.handshake.HandshakeHandlers;
import io.sluice.server.subscriber.session.Sessions;
import io.sluice.server.tls.ServerTls;
import io.sluice.server.transport.CpuPressure;
import io.sluice.server.transport.SocketOptions;
import io.sluice.server.transport.SocketTransport;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The composition root: a running gateway, wired by hand in the order in which the data flows. */
final class Gateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final long CANARY_MILLIS = 500;
    private static final long CENSUS_SECONDS = 5;
    private static final long PRESSURE_MILLIS = 250;
    private static final int READS_WAITING = 16;

    /** A stuck shard must not keep the process from ending. */
    private static final long CLOSE_MILLIS = 2000;

    private final GatewayConfig config;
    private final SocketTransport transport;
    private final MetricRegistry registry = new MetricRegistry();
    private final ChannelGroup channels = new DefaultChannelGroup("clients", GlobalEventExecutor.INSTANCE);
    private final ThreadPoolExecutor readers =
            new ThreadPoolExecutor(0, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(READS_WAITING));
    private final CpuPressure pressure;
    private final Loops loops;
    private final TlsPorts tls;
    private final NodeIdentity node;
    private final Delivery delivery;
    private final CanaryHealth health;
    private final Channel pushListener;
    private final Channel clientListener;
    private final Drain drain;

    private Gateway(GatewayConfig config) {
        this.config = config;
        this.transport = chooseTransport(config);
        this.pressure = CpuPressure.ofProcess(config.push().coalesce());
        InstantSource clock = InstantSource.system();
        this.tls = new TlsPorts(config, clock, registry);
        this.loops = new Loops(transport, config.workerCount(), pressure);
        Delivery made = null;
        try {
            node = new NodeIdentity(config.node().name(), config.client().port(), clock.instant(), channels);
            made = new Delivery(config, loops, node, clock, registry);
            delivery = made;
            health = new CanaryHealth(
                    delivery.hub,
                    delivery.shards.size(),
                    engineHealth(config, delivery.engineCanary),
                    System::nanoTime);
            new GatewayMetrics(registry)
                    .register(delivery.hub, delivery.shards, channels, loops.hub.ticker()::nanoTime);
            pushListener = listenForPublishers();
            ClientPort clientPort = clientPort(clock);
            clientListener = listenForClients(clientPort);
            node.listensOn(portOf(clientListener));
            delivery.announce();
            drain = new Drain(config.drain(), loops, delivery, health, clientPort, channels, clientListener);
            new ProcessMetrics(registry).register();
            registry.register("process.cpu-share", (Gauge<Double>) pressure::share);
            registry.register("push.pause-nanos", (Gauge<Long>) pressure::pauseNanos);
            registry.register("explain.refusals", (Gauge<Integer>) delivery.refused::count);
            registry.register("drain.remaining", (Gauge<Integer>) drain::remaining);
            registry.register(
                    "health.ready", (Gauge<Integer>) () -> health.readiness().ok() ? 1 : 0);
            startControl();
        } catch (RuntimeException e) {
            if (made != null) {
                made.abandon();
            }
            loops.shutdown();
            tls.close();
            throw e;
        }
    }

    /**
     * Starts a gateway.
     *
     * @throws StartupException if it cannot start; nothing is left running
     */
    static Gateway start(GatewayConfig config) {
        return new Gateway(config);
    }

    private static @Nullable EngineHealth engineHealth(GatewayConfig config, @Nullable EngineCanary canary) {
        return canary == null ? null : new EngineHealth(canary, config.redis().readyGrace(), System::nanoTime);
    }

    private static SocketTransport chooseTransport(GatewayConfig config) {
        try {
            return SocketTransport.choose(config.transport());
        } catch (IllegalStateException e) {
            throw new StartupException(String.valueOf(e.getMessage()), e);
        }
    }

    private Channel listenForPublishers() {
        PushPort port = new PushPort(
                config.push(),
                config.limits(),
                delivery.engine,
                delivery.join(config, node, readers),
                health,
                new PrometheusText(registry),
                registry);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.acceptor, loops.publishers)
                .channel(transport.serverChannel())
                .childHandler(port.initializer(tls.push));
        SocketOptions.applyCommon(bootstrap);
        return Listener.bind(
                bootstrap, "push", config.push().host(), config.push().port());
    }

    private ClientPort clientPort(InstantSource clock) {
        return new ClientPort(
                config,
                new HandshakeHandlers(config, portOf(pushListener), health, delivery.refused, registry),
                new Sessions(
                        config,
                        transport.allowsDirectWrite(),
                        delivery.connectionIds(),
                        delivery.refused,
                        clock,
                        registry),
                channels,
                delivery::shardOf,
                registry);
    }

    private Channel listenForClients(ClientPort port) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.acceptor, loops.clients)
                .channel(transport.serverChannel())
                .childHandler(port.initializer(tls.client));
        SocketOptions.applyCommon(bootstrap);
        SocketOptions.applyClient(bootstrap, transport, config);
        return Listener.bind(
                bootstrap, "client", config.client().host(), config.client().port());
    }

    private void startControl() {
        loops.control.scheduleWithFixedDelay(health::tick, 0, CANARY_MILLIS, TimeUnit.MILLISECONDS);
        loops.control.scheduleWithFixedDelay(pressure::sample, PRESSURE_MILLIS, PRESSURE_MILLIS, TimeUnit.MILLISECONDS);
        loops.control.scheduleWithFixedDelay(
                () -> delivery.shards.forEach(Shard::takeCensus), CENSUS_SECONDS, CENSUS_SECONDS, TimeUnit.SECONDS);
        long summaryMillis = config.summary().interval().toMillis();
        loops.control.scheduleWithFixedDelay(
                new SummaryLine(delivery.hub, delivery.shards), summaryMillis, summaryMillis, TimeUnit.MILLISECONDS);
    }

    void logAddresses() {
        LOG.info(
                "transport {}, {} client loops, java {}, unsafe {}",
                transport,
                delivery.shards.size(),
                Runtime.version(),
                PlatformDependent.hasUnsafe() ? "yes" : "no");
        LOG.info("subscribers: {}://{}/  (/ws, /sse)", scheme(tls.client), address(clientListener));
        LOG.info("publishers:  {}://{}/api/push", scheme(tls.push), address(pushListener));
    }

    private static String scheme(@Nullable ServerTls tls) {
        return tls == null ? "http" : "https";
    }

    private static String address(Channel listener) {
        InetSocketAddress bound = (InetSocketAddress) listener.localAddress();
        String host = bound.getAddress().isAnyLocalAddress()
                ? "localhost"
                : bound.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort();
    }

    private static int portOf(Channel listener) {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** The port that subscribers connect to, as bound. */
    int clientPort() {
        return portOf(clientListener);
    }

    /** The port that publishers connect to, as bound. */
    int pushPort() {
        return portOf(pushListener);
    }

    MetricRegistry registry() {
        return registry;
    }

    ChannelGroup channels() {
        return channels;
    }

    Delivery delivery() {
        return delivery;
    }

    Loops loops() {
        return loops;
    }

    /** Waits until the hub's loop ends, which it does not by itself. */
    void awaitEnd() {
        loops.hub.terminationFuture().awaitUninterruptibly();
        if (!drain.isStarted()) {
            LOG.error("the hub's loop ended by itself");
        }
    }

    /** Starts the orderly way out; the answer is whether everybody went in time. */
    CompletableFuture<Boolean> drain() {
        return drain.start()
                .thenCompose(
                        inTime -> delivery.resign(config.presence().debounce()).handle((done, failure) -> inTime));
    }

    /** Cuts itself off from Redis, as a process that was killed; for tests. */
    void vanish() {
        delivery.closeEngine();
    }

    /** Looks at certificates and keys now; connections stay as they are. Blocks while it reads them; any thread. */
    void reloadCertificates() {
        tls.reload();
    }

    /** Ends everything at once, without goodbyes. */
    @Override
    public void close() {
        // A canary on its way through the hub would meet client loops that have ended.
        loops.stopControl();
        clientListener.close().awaitUninterruptibly(CLOSE_MILLIS);
        pushListener.close().awaitUninterruptibly(CLOSE_MILLIS);
        channels.close().awaitUninterruptibly(CLOSE_MILLIS);
        // A channel is closed a task and another before its handlers have heard of it, and what they do needs the hub.
        loops.awaitClientTasks(CLOSE_MILLIS);
        loops.awaitClientTasks(CLOSE_MILLIS);
        CompletableFuture<Void> hubClosed = new CompletableFuture<>();
        delivery.hub.close(() -> hubClosed.complete(null));
        hubClosed.completeOnTimeout(null, CLOSE_MILLIS, TimeUnit.MILLISECONDS).join();
        delivery.closeEngine();
        loops.shutdown();
        tls.close();
        readers.shutdownNow();
    }
}
