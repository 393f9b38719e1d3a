package io.sluice.server.explain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A handshake that did not become a connection.
 *
 * @param address of the client, as the gateway believes it
 * @param user who it was; null where nobody knew yet
 * @param reason as the client was told
 */
public record RefusedHandshake(
        Instant at, String address, @Nullable String user, String reason) {}
