package io.sluice.server.subscriber.handshake;

import com.codahale.metrics.MetricRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.sluice.server.admin.Health;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.explain.RefusedHandshakes;
import io.sluice.server.warning.RateLimitedWarning;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handlers between the HTTP codec and the subscription, in the order in which a request meets them:
 * {@link #PROXY_HEADER} before the codec, then {@link #REQUEST}, {@link #TIMEOUT}, {@link #LIMITS}, {@link #ORIGIN}, {@link #ROUTER}. One object serves the whole client
 * port and is thread-safe; each channel takes its own handlers from it. What the router lets through arrives at the next
 * handler as a {@link Handshake}.
 */
public final class HandshakeHandlers {

    public static final String PROXY_HEADER = "proxy-header";
    public static final String REQUEST = "request";
    public static final String TIMEOUT = "handshake-timeout";
    public static final String LIMITS = "limits";
    public static final String ORIGIN = "origin";
    public static final String ROUTER = "router";

    private static final Logger LOG = LoggerFactory.getLogger(HandshakeHandlers.class);
    private static final Duration WARNING_INTERVAL = Duration.ofSeconds(10);

    private final AdmissionLimits admission;
    private final ForwardedAddress forwarded;
    private final UserHeader users;
    private final boolean proxyProtocol;
    private final RateLimitedWarning proxyWarning;
    private final Refusals refusals;
    private final Supplier<Duration> retryHint;
    private final Duration handshakeTimeout;
    private final OriginFilter origin;
    private final ClientRouter router;

    /**
     * The handlers of one client port.
     *
     * @param pushPort the port that publishers connect to, as bound
     * @param refused remembers handshakes that are refused
     * @param metrics gets the counters {@code handshake.refused.…} and the gauges of what is taken
     */
    public HandshakeHandlers(
            GatewayConfig config, int pushPort, Health health, RefusedHandshakes refused, MetricRegistry metrics) {
        this(config, pushPort, health, refused, metrics, System::nanoTime, HandshakeHandlers::jitteredHint);
    }

    HandshakeHandlers(
            GatewayConfig config,
            int pushPort,
            Health health,
            RefusedHandshakes refused,
            MetricRegistry metrics,
            LongSupplier nanoClock,
            Supplier<Duration> retryHint) {
        this.admission = new AdmissionLimits(config.limits());
        this.forwarded = new ForwardedAddress(config.client().trustedProxies());
        this.users = new UserHeader(config.client().userHeader(), forwarded);
        this.proxyProtocol = config.client().proxyProtocol();
        this.proxyWarning = new RateLimitedWarning(WARNING_INTERVAL, nanoClock, LOG::warn);
        this.refusals = new Refusals(metrics, refused);
        this.retryHint = retryHint;
        this.handshakeTimeout = config.limits().handshakeTimeout();
        this.origin = new OriginFilter(
                new OriginPolicy(config.client()),
                new OriginAdvice(config.client().origins()),
                new RateLimitedWarning(WARNING_INTERVAL, nanoClock, LOG::warn),
                refusals);
        this.router = new ClientRouter(
                StaticFiles.load(pushPort),
                health,
                refusals,
                config.limits().topicsPerConnection(),
                config.compression().enabled());
        admission.register(metrics);
    }

    /** Whether the other end has to tell by a PROXY header for whom it speaks. */
    public boolean expectsProxyHeader(Channel channel) {
        return proxyProtocol && forwarded.isTrusted(Peer.of(channel));
    }

    /** Reads that header and is gone. One per channel, before the HTTP codec; name it {@link #PROXY_HEADER}. */
    public ChannelHandler proxyHeader() {
        return new ProxyHeader(refusals, proxyWarning);
    }

    /** Assembles whole requests, one at a time. One per channel; name it {@link #REQUEST}. */
    public ChannelHandler request() {
        return new RequestGate(refusals);
    }

    /** Closes what does not become a subscription in time. One per channel; name it {@link #TIMEOUT}. */
    public ChannelHandler timeout() {
        return new HandshakeTimeout(handshakeTimeout, refusals);
    }

    /** Finds out who the client is and whether there is room. One per channel; name it {@link #LIMITS}. */
    public ChannelHandler limits() {
        return new AdmissionHandler(admission, forwarded, users, refusals, retryHint);
    }

    /** Keeps foreign pages out. Shared by all channels; name it {@link #ORIGIN}. */
    public ChannelHandler origin() {
        return origin;
    }

    /** Answers files and health, passes subscriptions on. Shared by all channels; name it {@link #ROUTER}. */
    public ChannelHandler router() {
        return router;
    }

    /**
     * Takes these handlers out again once the handshake is answered; the connection keeps its places among the limits
     * until it is closed. Those already gone are passed over.
     */
    public static void removeFrom(ChannelPipeline pipeline) {
        for (String name : List.of(REQUEST, TIMEOUT, LIMITS, ORIGIN, ROUTER)) {
            if (pipeline.get(name) != null) {
                pipeline.remove(name);
            }
        }
    }

    AdmissionLimits admission() {
        return admission;
    }

    /** Spread wide: those who are turned away together should not come back together. */
    private static Duration jitteredHint() {
        return Duration.ofSeconds(ThreadLocalRandom.current().nextInt(3, 16));
    }
}
