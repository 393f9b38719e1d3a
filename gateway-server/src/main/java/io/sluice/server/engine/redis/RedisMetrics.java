package io.sluice.server.engine.redis;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.sluice.server.engine.redis.link.ShardMetrics;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What the engine counts; any thread. */
final class RedisMetrics {

    /** In the order of the fields of {@link OfShard}. */
    private static final List<String> NAMES =
            List.of("gaps-found", "messages-healed", "epochs-replaced", "topics-begun-anew", "log-reads");

    final Counter repeated;
    final Counter dropped;
    final Counter badMessages;
    private final MetricRegistry registry;
    private final Timer roundTrip;

    /** As many as Redis has had masters. */
    private final Map<String, OfShard> byShard = new ConcurrentHashMap<>();

    /**
     * What is counted for each server of Redis.
     *
     * @param gaps found in what came
     * @param healed messages that were read instead
     * @param replacedEpochs of topics that Redis lost something of
     * @param overruns of topics that were passed by retention
     * @param reads of logs
     */
    record OfShard(Counter gaps, Counter healed, Counter replacedEpochs, Counter overruns, Counter reads) {}

    RedisMetrics(MetricRegistry registry) {
        this.registry = registry;
        repeated = registry.counter("redis.publishes-repeated");
        dropped = registry.counter("redis.messages-dropped");
        badMessages = registry.counter("redis.messages-unreadable");
        roundTrip = registry.timer("redis.publish-time");
    }

    OfShard of(String shard) {
        OfShard known = byShard.get(shard);
        return known != null ? known : byShard.computeIfAbsent(shard, this::make);
    }

    /** What was counted of servers that keep nothing any more is forgotten: their addresses do not come back. */
    void keepOnly(Collection<String> shards) {
        for (String shard : Set.copyOf(byShard.keySet())) {
            if (!shards.contains(shard) && byShard.remove(shard) != null) {
                NAMES.forEach(name -> registry.remove(ShardMetrics.name(name, shard)));
            }
        }
    }

    private OfShard make(String shard) {
        return new OfShard(
                counter(0, shard), counter(1, shard), counter(2, shard), counter(3, shard), counter(4, shard));
    }

    private Counter counter(int name, String shard) {
        return registry.counter(ShardMetrics.name(NAMES.get(name), shard));
    }

    void register(Window window) {
        registry.register("redis.publishes-under-way", (Gauge<Integer>) window::commands);
        registry.register("redis.bytes-under-way", (Gauge<Long>) window::bytes);
    }

    void recordRoundTrip(long nanos) {
        roundTrip.update(nanos, TimeUnit.NANOSECONDS);
    }
}
