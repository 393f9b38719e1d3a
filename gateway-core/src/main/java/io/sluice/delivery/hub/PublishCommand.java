package io.sluice.delivery.hub;

import io.netty.buffer.ByteBuf;
import io.sluice.model.PayloadKind;
import io.sluice.model.TopicName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message for one or several topics, admitted all or nothing.
 *
 * @param topics at least one, without repetition, in the order in which positions are answered
 * @param kind what the payload's bytes are; the caller has checked them
 * @param payload the readable bytes; ownership passes to the Hub, which releases it whatever the outcome
 * @param key for lag policies that keep the newest per key; null where the publisher named none
 * @param id by which this publisher may send the same again: within the window of the hub's recent ids it is answered and not
 *     published a second time; null where the publisher named none
 * @param publisher the name of the publisher's key, which bounds its share of the mailbox; null for an anonymous one
 * @param traceParent of the trace that it belongs to, as {@link io.sluice.model.TraceParent#passOn} gives it; null for none
 * @param listener hears of the outcome exactly once
 */
public record PublishCommand(
        List<TopicName> topics,
        PayloadKind kind,
        ByteBuf payload,
        @Nullable String key,
        @Nullable String id,
        @Nullable String publisher,
        @Nullable String traceParent,
        PublishListener listener) {

    public PublishCommand {
        topics = List.copyOf(topics);
        if (topics.isEmpty()) {
            throw new IllegalArgumentException("a publish names no topic; allowed: at least one");
        }
    }

    /** One that belongs to no trace. */
    public PublishCommand(
            List<TopicName> topics,
            PayloadKind kind,
            ByteBuf payload,
            @Nullable String key,
            @Nullable String id,
            @Nullable String publisher,
            PublishListener listener) {
        this(topics, kind, payload, key, id, publisher, null, listener);
    }
}
