package io.sluice.server.engine.redis;

import java.time.Duration;

/**
 * How the engine uses Redis.
 *
 * @param uri as Lettuce reads it: {@code redis://}, {@code rediss://}, {@code redis-sentinel://}
 * @param prefix of all keys and channels; several fleets may share a Redis
 * @param commandTimeout after which a command without an answer is sent again, or given up
 * @param publishDeadline after which a publish without an answer is answered as unknown
 * @param checkInterval how often heads are compared: the longest that a lost message of a quiet topic goes unnoticed
 * @param headLife how long a topic's epoch outlives its last publication and its last subscriber
 * @param commands publishes on their way to Redis at a time
 * @param bytes of their payloads
 */
public record RedisSettings(
        String uri,
        String prefix,
        Duration commandTimeout,
        Duration publishDeadline,
        Duration checkInterval,
        Duration headLife,
        int commands,
        long bytes) {}
