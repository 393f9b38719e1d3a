package io.sluice.server.engine.redis;

import com.codahale.metrics.MetricRegistry;
import io.sluice.delivery.hub.Hub;
import io.sluice.delivery.hub.PublishCommand;
import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.delivery.hub.TopicRules;
import io.sluice.delivery.hub.TopicSource;
import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.engine.DrainableEngine;
import io.sluice.engine.EngineCanary;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.engine.redis.link.LinkSettings;
import io.sluice.server.engine.redis.link.Links;
import io.sluice.server.engine.redis.link.RedisFailure;
import io.sluice.server.engine.redis.link.RedisLink;
import io.sluice.server.fleet.FleetLink;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine that joins several gateways: Redis gives the offsets and keeps the logs, each gateway feeds its hub with the
 * topics that its subscribers want.
 */
public final class RedisEngine implements DrainableEngine, EngineCanary, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisEngine.class);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final OwnerLoop loop;
    private final RedisLink link;
    private final Window window;
    private final Publishes publishes;
    private final Followers followers;
    private final AtomicReference<@Nullable Hub> hub = new AtomicReference<>();

    /**
     * Connects to Redis.
     *
     * @param loop of the engine alone
     * @param idWindow how long a publisher's own id is known
     * @throws RuntimeException if there is no Redis; the message says why
     */
    public RedisEngine(
            GatewayConfig.Redis settings,
            TopicRules rules,
            Duration idWindow,
            OwnerLoop loop,
            MetricRegistry registry) {
        Names names = new Names(settings.prefix());
        RedisMetrics metrics = new RedisMetrics(registry);
        this.loop = loop;
        window = new Window(settings.commands(), settings.bytes(), settings.cluster());
        link = Links.open(linkSettings(settings, names), loop, registry);
        RedisTopics redis = tried(new RedisTopics(link, names, settings.headLife(), settings.checkInterval()));
        publishes = new Publishes(
                redis, loop, rules, window, new Publishes.Patience(idWindow, settings.publishDeadline()), metrics);
        followers = new Followers(
                redis,
                loop,
                settings.checkInterval(),
                command -> {
                    Hub fed = hub.get();
                    return fed != null && fed.feed(command);
                },
                metrics);
        metrics.register(window);
        link.shards().forEach(metrics::of);
    }

    private static LinkSettings linkSettings(GatewayConfig.Redis settings, Names names) {
        return new LinkSettings(
                settings.uri().reveal(),
                settings.cluster(),
                settings.commandTimeout(),
                settings.checkInterval(),
                settings.authority(),
                names.pulseChannel(Long.toUnsignedString(new SecureRandom().nextLong(), 36)));
    }

    /** What may not be done must be known before anybody relies on it. */
    private RedisTopics tried(RedisTopics redis) {
        try {
            redis.tryOut().toCompletableFuture().join();
            return redis;
        } catch (CompletionException e) {
            if (e.getCause() instanceof RedisFailure failure && failure.isRefusal() && !failure.isFinal()) {
                LOG.warn("Redis takes no publications at present: {}", failure.getMessage());
                return redis;
            }
            link.close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** The way to Redis, for the fleet; ends with the engine. */
    public FleetLink fleetLink() {
        return new EngineFleetLink(link, loop);
    }

    /** What the hub is to be made with. */
    public TopicSource source() {
        return followers;
    }

    /** Begins to feed the hub that was made with the source; once. */
    public void start(Hub fed) {
        hub.set(fed);
        followers.start();
    }

    @Override
    public void publish(PublishCommand command) {
        publishes.publish(command);
    }

    @Override
    public void refusePublishes(Reason reason) {
        window.close(reason);
    }

    @Override
    public void whenQuiet(Runnable task) {
        loop.schedule(
                () -> {
                    if (window.commands() == 0) {
                        task.run();
                    } else {
                        whenQuiet(task);
                    }
                },
                LOOK_AGAIN_NANOS);
    }

    @Override
    public void send(Runnable onArrival) {
        link.pulse(onArrival);
    }

    @Override
    public void close() {
        link.close();
    }
}
