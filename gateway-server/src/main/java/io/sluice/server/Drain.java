package io.sluice.server;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.model.Disconnect;
import io.sluice.server.admin.CanaryHealth;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.subscriber.ClientPort;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The orderly way out. Not ready at once; after the grace publishes are refused and no connection is accepted; when all
 * that was accepted stands in the logs and every shard knows of it, subscribers are sent away at a paced rate, each from
 * the head of its topics; what is left at the end of the window is closed.
 *
 * <p>The steps run on the control thread.
 */
final class Drain {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    private static final long LAST_WORD_MILLIS = 200;

    private final GatewayConfig.Drain config;
    private final Loops loops;
    private final Delivery delivery;
    private final CanaryHealth health;
    private final ClientPort clientPort;
    private final ChannelGroup channels;
    private final Channel listener;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicInteger remaining = new AtomicInteger();

    /** Whether somebody had to be cut off, who thus did not go in time. */
    private volatile boolean windowOver;

    Drain(
            GatewayConfig.Drain config,
            Loops loops,
            Delivery delivery,
            CanaryHealth health,
            ClientPort clientPort,
            ChannelGroup channels,
            Channel listener) {
        this.config = config;
        this.loops = loops;
        this.delivery = delivery;
        this.health = health;
        this.clientPort = clientPort;
        this.channels = channels;
        this.listener = listener;
    }

    /** Subscribers that wait to be sent away; for the metrics. */
    int remaining() {
        return remaining.get();
    }

    boolean isStarted() {
        return started.get();
    }

    /** Starts, once; the answer is whether everybody went in time. */
    CompletableFuture<Boolean> start() {
        if (started.compareAndSet(false, true)) {
            health.startDraining();
            LOG.info("draining: {} connections, grace {}, window {}", channels.size(), config.grace(), config.window());
            loops.control.schedule(this::onGraceOver, config.grace().toMillis(), TimeUnit.MILLISECONDS);
            loops.control.schedule(this::onWindowOver, closeAllAfter().toMillis(), TimeUnit.MILLISECONDS);
        }
        return done;
    }

    /** A little before the window ends, so that closing and exit fit into it. */
    private Duration closeAllAfter() {
        Duration window = config.window();
        Duration margin = window.dividedBy(10);
        return window.minus(margin.compareTo(Duration.ofSeconds(1)) > 0 ? Duration.ofSeconds(1) : margin);
    }

    private void onGraceOver() {
        listener.close();
        delivery.engine.refusePublishes(PublishOutcome.Reason.DRAINING);
        AtomicInteger silent = new AtomicInteger(delivery.shards.size());
        delivery.engine.whenQuiet(() -> delivery.hub.canary(shard -> {
            if (silent.decrementAndGet() == 0) {
                loops.control.execute(this::onAllPublished);
            }
        }));
    }

    /** A canary came behind everything that was accepted, so the shards' cursors now know their true heads. */
    private void onAllPublished() {
        double perSecond = Math.max(config.ratePerSecond(), ratePerSecondToBeInTime());
        clientPort.startDraining(Duration.ofMillis((long) (1000 * channels.size() / perSecond)));
        int shards = delivery.shards.size();
        List<EventLoop> clientLoops = loops.clientLoops();
        for (int i = 0; i < shards; i++) {
            new PacedClose(clientLoops.get(i), perSecond / shards, remaining).start(delivery.shards.get(i));
        }
        channels.newCloseFuture().addListener(closed -> done.complete(!windowOver));
    }

    private double ratePerSecondToBeInTime() {
        double seconds = closeAllAfter().minus(config.grace()).toMillis() / 1000.0 / 2;
        return channels.size() / Math.max(0.1, seconds);
    }

    private void onWindowOver() {
        if (!done.isDone()) {
            windowOver = true;
            LOG.warn("drain.window is over: closing {} connections", channels.size());
            delivery.shards.forEach(shard -> shard.forAll(
                    all -> all.forEach(subscriber -> subscriber.connection().close(Disconnect.DRAIN))));
            loops.control.schedule((Runnable) channels::close, LAST_WORD_MILLIS, TimeUnit.MILLISECONDS);
            // Whether or not every loop still listens.
            loops.control.schedule(() -> done.complete(false), 2 * LAST_WORD_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
