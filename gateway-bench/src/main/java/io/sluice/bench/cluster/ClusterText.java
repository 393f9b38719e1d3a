package io.sluice.bench.cluster;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The table: a line for each load and size, the medians of its repetitions. */
final class ClusterText {
    private ClusterText() {}

    static String of(List<ClusterRun> runs) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-11s %8s %14s %9s %9s %18s %20s%n",
                "load",
                "gateways",
                "deliveries/s",
                "p50 ms",
                "p99 ms",
                "Redis us/publish",
                "gateways us/delivery"));
        runs.stream()
                .map(run -> List.<Object>of(run.load(), run.gateways()))
                .distinct()
                .forEach(row -> text.append(line(runs.stream()
                        .filter(run -> row.equals(List.<Object>of(run.load(), run.gateways())))
                        .toList())));
        return text.toString();
    }

    private static String line(List<ClusterRun> same) {
        ClusterRun first = same.getFirst();
        long failed = same.stream().filter(run -> !run.passed()).count();
        return String.format(
                Locale.ROOT,
                "%-11s %8d %,14.0f %9.2f %9.2f %18.1f %20.2f%s%n",
                first.load(),
                first.gateways(),
                median(same, ClusterRun::deliveriesPerSecond),
                median(same, ClusterRun::p50Millis),
                median(same, ClusterRun::p99Millis),
                median(same, ClusterRun::redisMicrosPerPublish),
                median(same, ClusterRun::gatewayMicrosPerDelivery),
                failed == 0 ? "" : "  FAILED " + failed);
    }

    static double median(List<ClusterRun> runs, ToDoubleFunction<ClusterRun> figure) {
        double[] values = runs.stream().mapToDouble(figure).sorted().toArray();
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
