package io.sluice.delivery.shard;

import java.time.Duration;

/**
 * How a shard works.
 *
 * @param passTime after which a pass lets the loop look at its sockets
 * @param sliceBytes how much goes to a socket in one piece; a larger record goes alone
 * @param closedConnections that are remembered after their end
 */
public record ShardSettings(Duration passTime, int sliceBytes, int closedConnections) {

    /** Remembers nobody. */
    public ShardSettings(Duration passTime, int sliceBytes) {
        this(passTime, sliceBytes, 0);
    }
}
