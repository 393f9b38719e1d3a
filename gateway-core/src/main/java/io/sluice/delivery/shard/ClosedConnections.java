package io.sluice.delivery.shard;

import io.sluice.model.ConnectionAccount;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The last connections of a shard that were closed. When there are too many, the one closed first goes. Shard's loop only. */
final class ClosedConnections {

    private final int most;
    private final ArrayDeque<ConnectionAccount> accounts = new ArrayDeque<>();
    private volatile int count;
    private boolean forgot;

    ClosedConnections(int most) {
        this.most = most;
    }

    void add(ConnectionAccount account) {
        accounts.addLast(account);
        if (accounts.size() > most) {
            accounts.removeFirst();
            forgot = true;
        }
        count = accounts.size();
    }

    /** How many are remembered; any thread. */
    int count() {
        return count;
    }

    /** Whether there were more. */
    boolean hasForgotten() {
        return forgot;
    }

    /** When the first of those that are remembered was closed; null where there is none. */
    @Nullable
    Instant oldest() {
        ConnectionAccount first = accounts.peekFirst();
        return first == null ? null : first.closedAt();
    }

    Iterable<ConnectionAccount> all() {
        return accounts;
    }
}
