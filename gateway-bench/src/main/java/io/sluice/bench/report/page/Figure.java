package io.sluice.bench.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;

/** The figures of a run that are compared. */
enum Figure {
    DELIVERIES("deliveries/s", "/throughput/deliveriesPerSecond", 1),
    P50("p50 (ms)", "/throughput/latency/p50Micros", 0.001),
    P99("p99 (ms)", "/throughput/latency/p99Micros", 0.001),
    CPU("server CPU (µs/delivery)", "/costs/serverCpuMicrosPerDelivery", 1),
    CONNECTS("connects/s", "/connections/churn/perSecond", 1),
    CPU_PER_CONNECT("server CPU (µs/connect)", "/costs/serverCpuMicrosPerConnect", 1),
    MEMORY("memory (KiB/connection)", "/costs/serverKiBPerConnection", 1),
    PEAK("peak memory (MiB)", "/costs/serverPeakMiB", 1);

    private final String label;
    private final String pointer;
    private final double unit;

    Figure(String label, String pointer, double unit) {
        this.label = label;
        this.pointer = pointer;
        this.unit = unit;
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

    /** The median of the runs; how far apart they and their iterations were. */
    Spread of(List<Run> runs) {
        return Spread.of(runs.stream().mapToDouble(this::of).toArray())
                .widenedBy(runs.stream().flatMapToDouble(this::iterations).toArray());
    }

    private DoubleStream iterations(Run run) {
        String name = pointer.substring(pointer.lastIndexOf('/') + 1);
        JsonNode iterations = run.json().at("/throughput/iterations");
        return StreamSupport.stream(iterations.spliterator(), false)
                .mapToDouble(iteration -> Run.number(iteration.path(name)) * unit);
    }
}
