package io.sluice.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection from its start.
 *
 * @param id unique within the life of the process
 * @param transport {@code websocket}, {@code json} or {@code sse}
 * @param remoteAddress the client's address as the gateway believes it (through trusted proxies only)
 * @param user who it is; null where nobody knows
 * @param client what it calls itself, so that it is known again when it reconnects; null for nothing
 */
public record ConnectionInfo(
        long id,
        String transport,
        String remoteAddress,
        Instant openedAt,
        @Nullable String user,
        @Nullable String client) {}
