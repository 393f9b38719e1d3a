package io.sluice.server.publisher;

import com.codahale.metrics.MetricRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.sluice.engine.Engine;
import io.sluice.server.admin.AdminReads;
import io.sluice.server.admin.Health;
import io.sluice.server.admin.MetricsText;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.tls.ServerTls;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The port for publishers and operators: everything about a connection that was accepted. The listener is the caller's. */
public final class PushPort {

    /** A body that came with one read stays in one piece. */
    private static final int MAX_CHUNK_BYTES = 64 * 1024;

    /** The codec's own bound breaks the connection at that many requests; the next but one handler stops reading instead. */
    private static final int UNBOUNDED = Integer.MAX_VALUE;

    private final GatewayConfig.Push config;
    private final GatewayConfig.Limits limits;
    private final Patience patience;
    private final PushMetrics metrics;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final HostGate hostGate;
    private final CertificateGate certificateGate;
    private final KeyGate keyGate;
    private final Router router;
    private final Failures failures = new Failures();

    /**
     * Takes what a publisher's request can reach; all of it is thread-safe.
     *
     * @param registry gets the metrics whose names begin with {@code push.}
     */
    public PushPort(
            GatewayConfig.Push config,
            GatewayConfig.Limits limits,
            Engine engine,
            AdminReads reads,
            Health health,
            MetricsText metricsText,
            MetricRegistry registry) {
        this.config = config;
        this.limits = limits;
        patience = Patience.of(limits.handshakeTimeout());
        metrics = new PushMetrics(registry);
        hostGate = new HostGate(!config.keys().isEmpty(), config.hosts());
        certificateGate = new CertificateGate(config.tls().clientAuthority().isPresent());
        keyGate = new KeyGate(config.keys());
        router = new Router(new PushServices(config, new TurnFlush(engine), reads, health, metricsText, metrics));
    }

    /** As below, for a port without TLS. */
    public ChannelInitializer<Channel> initializer() {
        return initializer(null);
    }

    /**
     * Prepares an accepted connection; may be used for any number of listeners and loops.
     *
     * @param tls null where the port speaks none
     */
    public ChannelInitializer<Channel> initializer(@Nullable ServerTls tls) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                // A publisher may shut its own direction after the request, and still wants the answer.
                channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
                build(channel.pipeline(), tls);
            }
        };
    }

    private void build(ChannelPipeline pipeline, @Nullable ServerTls tls) {
        if (tls != null) {
            tls.addTo(pipeline);
        }
        pipeline.addLast("idle", new IdleStateHandler(patience.idle().toSeconds(), 0, 0, TimeUnit.SECONDS))
                .addLast("http", new HttpServerCodec(decoderConfig(), UNBOUNDED))
                .addLast("connection-limit", connectionLimit())
                .addLast("pipelining", new PushConnection(config.maxPipelined(), patience, metrics))
                .addLast("host", hostGate)
                .addLast("certificate", certificateGate)
                .addLast("key", keyGate)
                .addLast("router", router)
                .addLast("failures", failures);
    }

    private ConnectionLimit connectionLimit() {
        return new ConnectionLimit(connections, limits.pushConnections(), waiting, patience.head(), metrics);
    }

    private HttpDecoderConfig decoderConfig() {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.requestLineBytes())
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxChunkSize(MAX_CHUNK_BYTES);
    }
}
