package io.sluice.bench.soak;

import io.sluice.bench.audit.Stalls;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a soak came to. Its components are the fields of the JSON file.
 *
 * @param findings what was wrong, by kind; a run without any, and without a series that fails, has passed
 * @param growths classes whose instances took more room at the end than after the warm-up, most first
 */
record SoakResult(
        Run run,
        Counts counts,
        Silences silences,
        Map<String, Long> findings,
        List<String> details,
        List<Curve> series,
        List<String> growths) {

    boolean passed() {
        return findings.isEmpty() && series.stream().noneMatch(Curve::fails);
    }

    /**
     * The frame.
     *
     * @param seconds under load, warm-up included
     * @param interrupted whether it ended before its time
     * @param exit how the gateway ended; null if it was not told to
     */
    record Run(
            String startedAt,
            double seconds,
            double warmupSeconds,
            boolean interrupted,
            long seed,
            Ending.@Nullable Exit exit,
            Looks looks) {}

    /**
     * How the gateway was watched.
     *
     * @param unanswered samples without an answer of {@code /metrics} or of the JVM
     * @param longestCollectionMillis from asking for a full collection to its answer
     */
    record Looks(long unanswered, long longestCollectionMillis) {}

    /** @param received by all subscribers together */
    record Counts(Published published, long received, Connections connections, Told told) {}

    /** @param refused publishes by status; they are no loss, for nothing was accepted */
    record Published(long accepted, long passingTopics, Map<Integer, Long> refused) {}

    /** @param stalledClosed stalled readers that the gateway closed, as it must */
    record Connections(long opened, long left, long cut, long waves, long stalledClosed) {}

    /** What subscribers were told they would not get. */
    record Told(long resumed, long positionsLost, long positionSkipped, long gaps, long gapSkipped) {}

    /**
     * Of the subscribers that stay.
     *
     * @param longestMillis as it was
     * @param longestNetMillis without the stalls of this process
     */
    record Silences(int streams, long longestMillis, long longestNetMillis, long limitMillis, Stalls.Summary stalls) {}

    /**
     * One series.
     *
     * @param trend null if there were too few samples after the warm-up
     * @param fails whether it is sure to climb faster than it may, and by an amount that matters
     */
    record Curve(
            String name,
            String unit,
            double smallest,
            double largest,
            double tolerancePerHour,
            double amount,
            @Nullable Trend trend,
            boolean fails) {

        /** Null if nothing was measured. */
        static @Nullable Curve of(Measure measure, Samples series, double warmupSeconds) {
            if (series.isEmpty()) {
                return null;
            }
            Trend trend = Trend.of(series.points(), warmupSeconds);
            return new Curve(
                    measure.text(),
                    measure.unit(),
                    series.smallest(),
                    series.largest(),
                    measure.tolerancePerHour(),
                    measure.amount(),
                    trend,
                    measure.fails(trend));
        }
    }
}
