package io.sluice.model;

import java.util.List;

/**
 * What an operator sees of a connection.
 *
 * @param pendingBytes handed to the socket and not yet taken by the kernel
 * @param lag how far its cursors are behind the heads of its topics
 */
public record ConnectionSummary(ConnectionInfo info, String state, List<TopicName> topics, long pendingBytes, Lag lag) {

    public ConnectionSummary {
        topics = List.copyOf(topics);
    }
}
