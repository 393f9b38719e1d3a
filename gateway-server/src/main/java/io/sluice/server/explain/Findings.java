package io.sluice.server.explain;

import io.sluice.model.ConnectionAccount;
import java.time.Instant;
import java.util.List;

/**
 * What one gateway knows.
 *
 * @param connections at most as many as were asked for
 * @param more how many further ones it knows
 * @param refused the newest handshakes that were refused, of the user or of the addresses of the connections
 * @param since from when on it knows every connection: its start, or when the oldest that it remembers was closed
 * @param hasForgotten whether it has forgotten closed connections
 */
public record Findings(
        List<ConnectionAccount> connections,
        int more,
        List<RefusedHandshake> refused,
        Instant since,
        boolean hasForgotten) {

    public Findings {
        connections = List.copyOf(connections);
        refused = List.copyOf(refused);
    }
}
