package io.sluice.bench.audit;

import java.util.function.LongSupplier;

/**
 * Moments in which this process did not run, although it had something to do: a thread that should tick every
 * {@value #PERIOD_MILLIS} ms came late. What was silent meanwhile is not held against the gateway, but told. Thread-safe.
 */
public final class Stalls {
    public static final long PERIOD_MILLIS = 20;

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long PERIOD_NANOS = PERIOD_MILLIS * NANOS_PER_MILLI;
    private static final long THRESHOLD_NANOS = 5 * PERIOD_NANOS;

    private final LongSupplier clockNanos;
    private long lastTickNanos;
    private long totalNanos;
    private long longestNanos;
    private long count;

    public Stalls(LongSupplier clockNanos) {
        this.clockNanos = clockNanos;
        this.lastTickNanos = clockNanos.getAsLong();
    }

    public synchronized void tick() {
        long stalled = sinceTick();
        if (stalled > 0) {
            totalNanos += stalled;
            longestNanos = Math.max(longestNanos, stalled);
            count++;
        }
        lastTickNanos = clockNanos.getAsLong();
    }

    /** All stalls up to now together, one that goes on included: other threads may run again before the ticker does. */
    public synchronized long totalNanos() {
        return totalNanos + sinceTick();
    }

    public synchronized Summary summary() {
        return new Summary(count, longestNanos / NANOS_PER_MILLI, totalNanos / NANOS_PER_MILLI);
    }

    private long sinceTick() {
        long late = clockNanos.getAsLong() - lastTickNanos - PERIOD_NANOS;
        return late > THRESHOLD_NANOS ? late : 0;
    }

    /**
     * What is told of them.
     *
     * @param longestMillis of one
     * @param totalMillis of all
     */
    public record Summary(long count, long longestMillis, long totalMillis) {}
}
