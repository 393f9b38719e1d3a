package io.sluice.model;

import java.time.Instant;
import java.util.List;

/**
 * What an operator sees of a connection.
 *
 * @param id unique within the life of the process
 * @param transport {@code websocket} or {@code sse}
 * @param remoteAddress the client's address as the gateway believes it (through trusted proxies only)
 * @param pendingBytes handed to the socket and not yet taken by the kernel
 * @param behindMessages publications between its cursors and the heads of its topics
 */
public record ConnectionSummary(
        long id,
        String transport,
        String remoteAddress,
        String state,
        Instant openedAt,
        List<TopicName> topics,
        long pendingBytes,
        long behindMessages) {

    public ConnectionSummary {
        topics = List.copyOf(topics);
    }
}
