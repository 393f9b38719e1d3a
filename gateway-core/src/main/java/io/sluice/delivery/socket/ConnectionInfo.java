package io.sluice.delivery.socket;

import java.time.Instant;

/**
 * What is known of a connection from its start.
 *
 * @param id unique within the life of the process
 * @param transport {@code websocket} or {@code sse}
 * @param remoteAddress the client's address as the gateway believes it
 */
public record ConnectionInfo(long id, String transport, String remoteAddress, Instant openedAt) {}
