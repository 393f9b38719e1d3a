package io.sluice.server.publisher;

import io.netty.buffer.ByteBuf;
import io.sluice.model.PayloadKind;
import io.sluice.model.TopicName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a line of a batch asks for.
 *
 * @param payload owned by whoever holds this
 * @param traceParent as it stands in the line; nobody has looked at it
 */
record LinePublication(
        List<TopicName> topics,
        PayloadKind kind,
        ByteBuf payload,
        @Nullable String key,
        @Nullable String id,
        @Nullable String traceParent) {}
