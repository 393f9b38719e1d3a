package io.sluice.bench.faults;

import io.sluice.bench.fleet.Fleet;
import io.sluice.bench.fleet.Fleet.Between;
import io.sluice.bench.fleet.RedisProcess.Persistence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What goes wrong, to whom, and what everybody may see of it. One object serves one run. */
abstract sealed class Scenario
        permits RedisKill, RedisDataLost, RedisFreeze, LinkCut, NodeKill, RollingRestart, SentinelFailover {
    /** After which a publish is answered as unknown; a fault that is to be noticed lasts longer. */
    static final Duration PUBLISH_DEADLINE = Duration.ofSeconds(3);

    private static final List<String> SETTINGS = List.of(
            "start.warm-up=0s",
            "redis.command-timeout=500ms",
            "redis.check-interval=500ms",
            "redis.ready-grace=2s",
            "redis.publish-deadline=" + PUBLISH_DEADLINE.toSeconds() + "s",
            "heartbeat.interval=2s",
            "heartbeat.timeout=10s",
            "drain.grace=2s",
            // Out of reach, so that no position is lost but by a fault.
            "retention.age=1d",
            "retention.messages=10000000",
            "retention.bytes=64MiB");

    /** All, in the order in which they are run. */
    static List<Scenario> all() {
        return List.of(
                new RedisKill(),
                new RedisDataLost(),
                new RedisFreeze(),
                new LinkCut(),
                new NodeKill(),
                new RollingRestart(),
                new SentinelFailover());
    }

    abstract String name();

    /** What it means that a run of it passed, in a sentence. */
    abstract String proves();

    abstract Expectation expectation();

    /** @param size as the options say */
    abstract Fleet.Plan plan(Size size);

    /** Breaks something and makes it whole again; returns what it was, in words. */
    abstract String fault(Stage stage) throws InterruptedException;

    Population.Shape shape(Size size) {
        return new Population.Shape(
                size.topics(),
                size.gateways(),
                size.everyMillis(),
                size.payloadBytes(),
                size.subscribers(),
                size.topics());
    }

    /**
     * How large a run is, where the scenario does not say otherwise.
     *
     * @param rollingSubscribers of the scenario with a balancer
     * @param balancer the configuration of HAProxy
     */
    record Size(
            int gateways,
            int topics,
            long everyMillis,
            int payloadBytes,
            int subscribers,
            int rollingSubscribers,
            Path balancer) {}

    final Fleet.Plan plan(Size size, Persistence persistence, Between between) {
        return new Fleet.Plan(size.gateways(), persistence, between, null, SETTINGS, List.of());
    }

    static List<String> settingsAnd(String... more) {
        return Stream.concat(SETTINGS.stream(), Stream.of(more)).toList();
    }

    static Duration between(Random random, int fromMillis, int toMillis) {
        return Duration.ofMillis(fromMillis + random.nextInt(toMillis - fromMillis));
    }
}
