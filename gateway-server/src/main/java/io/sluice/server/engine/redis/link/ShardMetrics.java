package io.sluice.server.engine.redis.link;

/** Names of what is counted for each server of Redis. The last part becomes a label where metrics are read. */
public final class ShardMetrics {

    private static final String PREFIX = "redis.shard.";

    private ShardMetrics() {}

    /** The name of a metric of one server; dots would end the part. */
    public static String name(String metric, String shard) {
        return PREFIX + metric + '.' + shard.replace('.', '-');
    }
}
