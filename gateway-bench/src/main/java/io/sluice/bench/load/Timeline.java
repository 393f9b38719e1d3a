package io.sluice.bench.load;

/**
 * The one clock of a run: nanoseconds since {@code originNanos}.
 *
 * @param originNanos {@link System#nanoTime} when publishing starts
 * @param fromNanos where the measured phase starts
 * @param toNanos where it ends, exclusive
 */
record Timeline(long originNanos, long fromNanos, long toNanos) {

    /** A clock that runs, but measures nothing. */
    static Timeline notStarted() {
        return new Timeline(System.nanoTime(), Long.MAX_VALUE, Long.MAX_VALUE);
    }

    static Timeline startingNow(LoadSettings.Timing timing) {
        long from = timing.warmup().toNanos();
        return new Timeline(System.nanoTime(), from, from + timing.measured().toNanos());
    }

    long nowNanos() {
        return System.nanoTime() - originNanos;
    }

    boolean isMeasured(long atNanos) {
        return atNanos >= fromNanos && atNanos < toNanos;
    }
}
