package io.sluice.server.engine.redis;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import java.util.concurrent.TimeUnit;

/** What the engine counts; any thread. */
final class RedisMetrics {

    final Counter repeated;
    final Counter connectionsLost;
    final Counter gaps;
    final Counter healed;
    final Counter replacedEpochs;
    final Counter overruns;
    final Counter dropped;
    final Counter badMessages;
    final Counter reads;
    private final MetricRegistry registry;
    private final Timer roundTrip;

    RedisMetrics(MetricRegistry registry) {
        this.registry = registry;
        repeated = registry.counter("redis.publishes-repeated");
        connectionsLost = registry.counter("redis.connections-lost");
        gaps = registry.counter("redis.gaps-found");
        healed = registry.counter("redis.messages-healed");
        replacedEpochs = registry.counter("redis.epochs-replaced");
        overruns = registry.counter("redis.topics-begun-anew");
        dropped = registry.counter("redis.messages-dropped");
        badMessages = registry.counter("redis.messages-unreadable");
        reads = registry.counter("redis.log-reads");
        roundTrip = registry.timer("redis.publish-time");
    }

    void register(Window window) {
        registry.register("redis.publishes-under-way", (Gauge<Integer>) window::commands);
        registry.register("redis.bytes-under-way", (Gauge<Long>) window::bytes);
    }

    void recordRoundTrip(long nanos) {
        roundTrip.update(nanos, TimeUnit.NANOSECONDS);
    }
}
