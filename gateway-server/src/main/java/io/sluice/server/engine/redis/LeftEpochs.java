package io.sluice.server.engine.redis;

import org.jspecify.annotations.Nullable;

/**
 * The last epochs of one topic that were given up. A failover to a server that missed more than the last publications can bring
 * one of them back, with other records at the offsets that clients know. Not thread-safe.
 */
final class LeftEpochs {

    private static final int MOST = 8;

    /** Null until the first; most topics never leave one. */
    private long @Nullable [] epochs;

    private int count;

    /** Beyond {@value #MOST} the one left longest ago is forgotten. */
    void add(long epoch) {
        long[] known = epochs == null ? new long[MOST] : epochs;
        known[count++ % MOST] = epoch;
        epochs = known;
    }

    boolean contains(long epoch) {
        long[] known = epochs;
        for (int i = 0; known != null && i < Math.min(count, MOST); i++) {
            if (known[i] == epoch) {
                return true;
            }
        }
        return false;
    }
}
