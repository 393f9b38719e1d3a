package io.sluice.bench.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;

/** The sequence numbers that one subscriber was skipped past, as ranges that do not touch. */
final class Gaps {
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    /** Adds a range above all others, both ends inclusive. */
    void add(long from, long to) {
        ranges.put(from, to);
    }

    /** Takes one number out; false if it was not in. */
    boolean remove(long sequence) {
        Map.Entry<Long, Long> range = ranges.floorEntry(sequence);
        if (range == null || range.getValue() < sequence) {
            return false;
        }
        long from = range.getKey();
        long to = range.getValue();
        ranges.remove(from);
        if (from < sequence) {
            ranges.put(from, sequence - 1);
        }
        if (sequence < to) {
            ranges.put(sequence + 1, to);
        }
        return true;
    }

    /** The sum of {@code measure(from, to)} over all ranges. */
    long sum(LongBinaryOperator measure) {
        long sum = 0;
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            sum += measure.applyAsLong(range.getKey(), range.getValue());
        }
        return sum;
    }
}
