package io.sluice.bench.faults;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stood at each offset of one epoch of one topic, as publishers were answered and subscribers got it. */
final class EpochLog {
    private final String epoch;
    private final Map<Long, Long> offsets = new HashMap<>();
    private long[] numbers = new long[256];
    private long lastAccepted;
    private long last;

    EpochLog(String epoch) {
        this.epoch = epoch;
    }

    String epoch() {
        return epoch;
    }

    /** Null if it fits what is known, else what is wrong. */
    @Nullable
    Conflict note(long offset, long number) {
        int at = Math.toIntExact(offset);
        if (at >= numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.max(at + 1, 2 * numbers.length));
        }
        last = Math.max(last, offset);
        if (numbers[at] == number) {
            return null;
        }
        if (numbers[at] != 0) {
            return new Conflict(
                    Conflict.Kind.OVERWRITTEN, offset, "stands publication " + number + " and also " + numbers[at]);
        }
        numbers[at] = number;
        Long before = offsets.putIfAbsent(number, offset);
        return before == null
                ? null
                : new Conflict(Conflict.Kind.DOUBLED, offset, "stands publication " + number + ", as at " + before);
    }

    void accepted(long offset) {
        lastAccepted = Math.max(lastAccepted, offset);
    }

    /** The newest accepted offset; 0 if there is none. */
    long lastAccepted() {
        return lastAccepted;
    }

    /** The newest offset of which anything is known. */
    long last() {
        return last;
    }

    /** What stands there; 0 if nobody said so. */
    long numberAt(long offset) {
        return offset < numbers.length ? numbers[Math.toIntExact(offset)] : 0;
    }

    /** Two stories about one position, or two positions of one publication. */
    record Conflict(Kind kind, long offset, String what) {
        /** Which of them. */
        enum Kind {
            OVERWRITTEN,
            DOUBLED
        }
    }
}
