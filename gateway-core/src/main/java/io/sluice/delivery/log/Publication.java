package io.sluice.delivery.log;

import io.netty.buffer.ByteBuf;
import io.sluice.model.PayloadKind;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * A message that has its place in a topic, as the encoders see it.
 *
 * @param topic whose log it stands in
 * @param timeMillis when the hub appended it, since 1970-01-01 UTC
 * @param key for lag policies; null where the publisher named none
 * @param traceParent of the trace that it belongs to, as {@link io.sluice.model.TraceParent} passes it on; null for none
 * @param payload the readable bytes; borrowed, its indexes must not be moved
 */
public record Publication(
        TopicName topic,
        Position position,
        long timeMillis,
        PayloadKind kind,
        @Nullable String key,
        @Nullable String traceParent,
        ByteBuf payload) {

    /** One that belongs to no trace. */
    public Publication(
            TopicName topic,
            Position position,
            long timeMillis,
            PayloadKind kind,
            @Nullable String key,
            ByteBuf payload) {
        this(topic, position, timeMillis, kind, key, null, payload);
    }
}
