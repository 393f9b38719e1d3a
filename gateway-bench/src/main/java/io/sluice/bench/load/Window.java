package io.sluice.bench.load;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Up to which sequence number every subscriber has come.
 *
 * <p>Each subscriber is a position that only moves forward, so the number of subscribers that have passed a sequence
 * number never grows with the number. It is therefore enough to look at the count of the one after {@code completed}.
 *
 * <p>The reader thread writes; {@link #completed} and {@link #signalNextAdvance} may be called from any thread.
 */
final class Window {
    /** Sequence numbers that may be open at a time; a power of two. */
    static final int CAPACITY = 1 << 17;

    private static final int MASK = CAPACITY - 1;

    private final int[] passed = new int[CAPACITY];
    private final Runnable signal;
    private final AtomicLong visible = new AtomicLong();
    private final boolean used;
    private int members;
    private long completed;
    private volatile boolean signalWanted;

    /** @param signal runs on the reader thread, once for each {@link #signalNextAdvance} */
    Window(int members, Runnable signal) {
        this.used = members > 0;
        this.members = members;
        this.signal = signal;
    }

    boolean isOpen(long sequence) {
        return sequence > 0 && sequence - completed <= CAPACITY;
    }

    /** Whether there is anybody to wait for, or was. */
    boolean isUsed() {
        return used;
    }

    /** One member moves from behind {@code from - 1} to behind {@code to}. */
    void pass(long from, long to) {
        for (long sequence = from; sequence <= to; sequence++) {
            passed[(int) sequence & MASK]++;
        }
        if (from == completed + 1) {
            advance();
        }
    }

    /** A member that stood behind {@code last} is no longer waited for. */
    void leave(long last) {
        for (long sequence = completed + 1; sequence <= last; sequence++) {
            passed[(int) sequence & MASK]--;
        }
        members--;
        advance();
    }

    private void advance() {
        long before = completed;
        while (members > 0 && passed[(int) (completed + 1) & MASK] == members) {
            completed++;
            passed[(int) completed & MASK] = 0;
        }
        if (completed == before) {
            return;
        }
        visible.set(completed);
        if (signalWanted) {
            signalWanted = false;
            signal.run();
        }
    }

    /** The highest sequence number that every member has passed. */
    long completed() {
        return visible.get();
    }

    /** Asks for one signal at the next advance. Whoever waits looks at {@link #completed} again after asking. */
    void signalNextAdvance() {
        signalWanted = true;
    }
}
