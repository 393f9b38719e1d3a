package io.sluice.bench.load;

import io.sluice.bench.report.LoadResult.Delay;
import io.sluice.bench.report.LoadResult.Latency;
import io.sluice.bench.report.LoadResult.PercentilePoint;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;

/**
 * How late messages were: in all of the measured phase, in each iteration, and in each second. A message is recorded once;
 * the other views are sums that are made when somebody looks. Owned by one thread.
 */
final class Latencies {
    private static final long LOWEST_NANOS = 1_000;
    private static final long HIGHEST_NANOS = 600_000_000_000L;
    private static final int POINTS_PER_HALVING = 5;
    private static final double NANOS_PER_MICRO = 1e3;

    private final Histogram measured = empty();
    private final Histogram iteration = empty();
    private final Histogram second = empty();
    private final Histogram newInside = empty();
    private final Histogram newOutside = empty();

    private static Histogram empty() {
        return new Histogram(LOWEST_NANOS, HIGHEST_NANOS, 3);
    }

    /** @param isMeasured whether it belongs to the measured phase */
    void record(long nanos, boolean isMeasured) {
        (isMeasured ? newInside : newOutside).recordValue(Math.clamp(nanos, 0, HIGHEST_NANOS));
    }

    private void collect() {
        measured.add(newInside);
        iteration.add(newInside);
        second.add(newInside);
        second.add(newOutside);
        newInside.reset();
        newOutside.reset();
    }

    /** What arrived since this was called last. */
    Delay takeSecond() {
        collect();
        return take(second);
    }

    /** What arrived since this was called last, and belongs to the measured phase. */
    Delay takeIteration() {
        collect();
        return take(iteration);
    }

    private static Delay take(Histogram nanos) {
        Delay delay = new Delay(microsAt(nanos, 50), microsAt(nanos, 99));
        nanos.reset();
        return delay;
    }

    /** All of the measured phase so far; null if nothing arrived. */
    @Nullable
    Latency measured() {
        collect();
        return latency(measured);
    }

    private static @Nullable Double microsAt(Histogram nanos, double percentile) {
        return nanos.getTotalCount() == 0 ? null : nanos.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }

    private static @Nullable Latency latency(Histogram nanos) {
        if (nanos.getTotalCount() == 0) {
            return null;
        }
        return new Latency(
                nanos.getValueAtPercentile(50) / NANOS_PER_MICRO,
                nanos.getValueAtPercentile(90) / NANOS_PER_MICRO,
                nanos.getValueAtPercentile(99) / NANOS_PER_MICRO,
                nanos.getValueAtPercentile(99.9) / NANOS_PER_MICRO,
                nanos.getMaxValue() / NANOS_PER_MICRO,
                distribution(nanos));
    }

    /** So many points each time that the distance to 100 % halves, which it can do no more than 63 times. */
    private static List<PercentilePoint> distribution(Histogram nanos) {
        List<PercentilePoint> points = new ArrayList<>();
        for (HistogramIterationValue value : nanos.percentiles(POINTS_PER_HALVING)) {
            points.add(new PercentilePoint(
                    value.getPercentileLevelIteratedTo(), value.getValueIteratedTo() / NANOS_PER_MICRO));
        }
        return points;
    }
}
