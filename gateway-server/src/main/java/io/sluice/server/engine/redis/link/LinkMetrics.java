package io.sluice.server.engine.redis.link;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import java.util.concurrent.TimeUnit;

/** What is counted of connections; any thread. */
final class LinkMetrics {

    final Counter connectionsLost;
    final Counter connectionsDropped;
    final Counter subscribesFailed;
    private final MetricRegistry registry;

    LinkMetrics(MetricRegistry registry) {
        this.registry = registry;
        connectionsLost = registry.counter("redis.connections-lost");
        connectionsDropped = registry.counter("redis.connections-dropped");
        subscribesFailed = registry.counter("redis.subscribes-failed");
    }

    /** How long a message took through this server and back. */
    void recordPulse(String shard, long nanos) {
        registry.timer(ShardMetrics.name("pulse-time", shard)).update(nanos, TimeUnit.NANOSECONDS);
    }

    void forget(String shard) {
        registry.remove(ShardMetrics.name("pulse-time", shard));
    }
}
