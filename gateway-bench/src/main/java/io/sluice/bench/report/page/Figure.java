package io.sluice.bench.report.page;

import io.sluice.bench.report.Score;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The figures of a run that are compared. */
enum Figure {
    DELIVERIES("deliveries/s", "/throughput/deliveriesPerSecond", 1, "deliveriesPerSecond"),
    P50("p50 (ms)", "/throughput/latency/p50Micros", 0.001, ""),
    P99("p99 (ms)", "/throughput/latency/p99Micros", 0.001, "p99Micros"),
    CPU("server CPU (µs/delivery)", "/costs/serverCpuMicrosPerDelivery", 1, "serverCpuMicrosPerDelivery"),
    CONNECTS("connects/s", "/connections/churn/perSecond", 1, "connectsPerSecond"),
    CPU_PER_CONNECT("server CPU (µs/connect)", "/costs/serverCpuMicrosPerConnect", 1, "serverCpuMicrosPerConnect"),
    MEMORY("memory (KiB/connection)", "/costs/serverKiBPerConnection", 1, ""),
    PEAK("peak memory (MiB)", "/costs/serverPeakMiB", 1, "");

    private final String label;
    private final String pointer;
    private final double unit;
    private final String inIterations;

    Figure(String label, String pointer, double unit, String inIterations) {
        this.label = label;
        this.pointer = pointer;
        this.unit = unit;
        this.inIterations = inIterations;
    }

    /** What it is, with its unit. */
    String label() {
        return label;
    }

    /** NaN if it was not measured, or there was nothing to measure. */
    double of(Run run) {
        double value = run.number(pointer) * unit;
        return value == 0 && (this == DELIVERIES || this == CONNECTS) ? Double.NaN : value;
    }

    /** What runs came to, and how far apart they and their iterations were. */
    Spread of(List<Run> runs) {
        double[] iterations = iterations(runs).toArray();
        Spread spread = Spread.of(runs.stream().mapToDouble(this::of).toArray());
        if (!spread.isKnown()) {
            return spread;
        }
        Score score = score(runs);
        return (score == null ? spread : spread.around(score.mean())).widenedBy(iterations);
    }

    /** Of all iterations of all runs, as the table command has it; null where that has none. */
    @Nullable
    Score score(List<Run> runs) {
        // A percentile has no mean.
        return this == P99 ? null : Score.of(iterations(runs).boxed().toList());
    }

    private DoubleStream iterations(List<Run> runs) {
        return runs.stream()
                .flatMap(run -> StreamSupport.stream(
                        run.json().at("/throughput/iterations").spliterator(), false))
                .mapToDouble(iteration -> Run.number(iteration.path(inIterations)) * unit)
                .filter(value -> !Double.isNaN(value));
    }
}
