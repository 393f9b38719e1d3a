package io.sluice.bench.load;

import java.util.BitSet;

/** The sequence numbers that the server took responsibility for. Not thread-safe. */
final class Accepted {
    private final BitSet numbers = new BitSet();
    private long count;

    void add(long sequence) {
        numbers.set(Math.toIntExact(sequence));
        count++;
    }

    long count() {
        return count;
    }

    /** The highest one, 0 if there is none. */
    long last() {
        return Math.max(0, numbers.length() - 1);
    }

    /** How many lie in the range, both ends inclusive. */
    long countIn(long from, long to) {
        long found = 0;
        int at = numbers.nextSetBit(Math.toIntExact(from));
        while (at >= 0 && at <= to) {
            found++;
            at = numbers.nextSetBit(at + 1);
        }
        return found;
    }
}
