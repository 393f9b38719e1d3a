package io.sluice.bench.audit;

import java.util.function.LongSupplier;

/** How long one subscriber heard nothing, at the longest: as it was, and without the stalls of this process. */
public final class Silence {
    private final LongSupplier clockNanos;
    private final Stalls stalls;
    private boolean listening;
    private long heardNanos;
    private long stalledAtHeardNanos;
    private long longestNanos;
    private long longestNetNanos;

    public Silence(LongSupplier clockNanos, Stalls stalls) {
        this.clockNanos = clockNanos;
        this.stalls = stalls;
    }

    /** Something came, or the subscriber begins to listen. */
    public void heard() {
        look();
        listening = true;
        heardNanos = clockNanos.getAsLong();
        stalledAtHeardNanos = stalls.totalNanos();
    }

    /** From now on silence is right: the connection is gone, or nothing is published any more. */
    public void pause() {
        look();
        listening = false;
    }

    /** Counts the silence that goes on, so that one without end is found. */
    public void look() {
        if (listening) {
            long silent = clockNanos.getAsLong() - heardNanos;
            longestNanos = Math.max(longestNanos, silent);
            longestNetNanos = Math.max(longestNetNanos, silent - (stalls.totalNanos() - stalledAtHeardNanos));
        }
    }

    public long longestNanos() {
        return longestNanos;
    }

    /** Without the moments in which this process stood still. */
    public long longestNetNanos() {
        return longestNetNanos;
    }
}
