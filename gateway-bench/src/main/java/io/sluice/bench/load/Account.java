package io.sluice.bench.load;

import io.sluice.bench.report.LoadResult.Audit;
import org.jspecify.annotations.Nullable;

/**
 * Who has received what. Every subscriber must see every accepted sequence number once, in ascending order.
 *
 * <p>Whether a skipped number was lost is only known at the end: the server may have refused it, or it may still come,
 * and then counts as reordered. Owned by the reader thread.
 */
final class Account {
    private static final long GONE = -1;

    private final Window window;
    private final long[] last;
    private final @Nullable Gaps[] gaps;
    private long duplicated;
    private long reordered;
    private long foreign;

    Account(int subscribers, Window window) {
        this.window = window;
        this.last = new long[subscribers];
        this.gaps = new @Nullable Gaps[subscribers];
    }

    /** Takes a delivery; true if it was the first of that number to that subscriber. */
    boolean received(int subscriber, long sequence) {
        long before = last[subscriber];
        if (sequence == before + 1 && window.isOpen(sequence)) {
            last[subscriber] = sequence;
            window.pass(sequence, sequence);
            return true;
        }
        return outOfLine(subscriber, sequence, before);
    }

    private boolean outOfLine(int subscriber, long sequence, long before) {
        if (before == GONE || sequence <= 0 || (sequence > before && !window.isOpen(sequence))) {
            foreign++;
            return false;
        }
        Gaps own = gapsOf(subscriber);
        if (sequence > before) {
            own.add(before + 1, sequence - 1);
            last[subscriber] = sequence;
            window.pass(before + 1, sequence);
            return true;
        }
        if (own.remove(sequence)) {
            reordered++;
            return true;
        }
        duplicated++;
        return false;
    }

    /** A message that no publisher of this run sent. */
    void receivedForeign() {
        foreign++;
    }

    /** From here on the subscriber is not waited for, and what it misses is not counted as lost. */
    void left(int subscriber) {
        long position = last[subscriber];
        if (position != GONE) {
            last[subscriber] = GONE;
            window.leave(position);
        }
    }

    Audit audit(Accepted accepted) {
        long lost = 0;
        for (int i = 0; i < last.length; i++) {
            Gaps own = gaps[i];
            if (own != null) {
                lost += own.sum(accepted::countIn);
            }
            if (last[i] != GONE) {
                lost += accepted.countIn(last[i] + 1, accepted.last());
            }
        }
        return new Audit(lost, duplicated, reordered, foreign);
    }

    private Gaps gapsOf(int subscriber) {
        Gaps own = gaps[subscriber];
        if (own == null) {
            own = new Gaps();
            gaps[subscriber] = own;
        }
        return own;
    }
}
