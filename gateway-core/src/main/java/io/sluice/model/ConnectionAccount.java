package io.sluice.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection that is there or was, and of what became of publications on it. No payload is part of it.
 *
 * @param closedAt null while it is not closed
 * @param cause of its end; null while that has not begun
 * @param pendingBytes handed to the socket and not yet taken by the kernel: now, or when its end began
 * @param topics those that it has and had, a bounded number
 * @param otherTopics how many more there are
 */
public record ConnectionAccount(
        ConnectionInfo info,
        String state,
        @Nullable Instant closedAt,
        @Nullable Disconnect cause,
        long pendingBytes,
        List<TopicAccount> topics,
        int otherTopics) {

    public ConnectionAccount {
        topics = List.copyOf(topics);
    }

    /** What is known of this topic; null for nothing. Where it was subscribed more than once, the last time. */
    public @Nullable TopicAccount topic(TopicName name) {
        for (TopicAccount topic : topics) {
            if (topic.topic().equals(name)) {
                return topic;
            }
        }
        return null;
    }

    /** The same without all other topics. */
    public ConnectionAccount only(TopicName name) {
        return new ConnectionAccount(
                info,
                state,
                closedAt,
                cause,
                pendingBytes,
                topics.stream().filter(topic -> topic.topic().equals(name)).toList(),
                otherTopics);
    }
}
