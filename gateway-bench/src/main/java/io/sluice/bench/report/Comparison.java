package io.sluice.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sets servers side by side. A score is that of all iterations of all repetitions, as JMH joins its forks; each repetition is
 * a fork, with a new server and a new load. A ratio compares two runs of the same repetition, which stood close together in
 * time, and the table shows the median of the ratios: on a noisy machine that says more than the ratio of the scores.
 */
final class Comparison {
    private final String baseline;
    private final Map<String, Map<String, List<RunSummary>>> byScenarioAndServer = new LinkedHashMap<>();

    /** @param baseline the server that the others are divided by */
    Comparison(String baseline, List<RunSummary> runs) {
        this.baseline = baseline;
        for (RunSummary run : runs) {
            byScenarioAndServer
                    .computeIfAbsent(run.scenario(), scenario -> new LinkedHashMap<>())
                    .computeIfAbsent(run.server(), server -> new ArrayList<>())
                    .add(run);
        }
    }

    /**
     * One line for each scenario and server; a figure followed by {@code x} is a ratio to the baseline. A second table
     * follows if some runs were about connections.
     */
    String table() {
        StringBuilder lines = new StringBuilder();
        Formatter out = new Formatter(lines, Locale.ROOT);
        out.format(
                "%-10s %-10s %5s %5s %23s %9s %11s %9s %17s %9s %s\n",
                "case", "server", "forks", "iter.", "deliveries/s", "", "p99 µs", "", "CPU µs/delivery", "", "failed");
        byScenarioAndServer.forEach((scenario, servers) -> servers.forEach((server, runs) -> {
            List<RunSummary> base = servers.getOrDefault(baseline, List.of());
            out.format(
                    "%-10s %-10s %5d %5d %23s %9s %11s %9s %17s %9s %d\n",
                    scenario,
                    server,
                    runs.size(),
                    samples(runs, "deliveriesPerSecond").size(),
                    score(runs, "deliveriesPerSecond", "%,.0f"),
                    figure("%.2fx", ratio(runs, base, RunSummary::deliveriesPerSecond)),
                    figure("%,.0f", median(runs, RunSummary::p99Micros)),
                    figure("%.2fx", ratio(runs, base, RunSummary::p99Micros)),
                    score(runs, "serverCpuMicrosPerDelivery", "%.2f"),
                    figure("%.2fx", ratio(runs, base, RunSummary::cpuMicrosPerDelivery)),
                    runs.stream().filter(run -> !run.passed()).count());
        }));
        connections(out);
        return lines.toString();
    }

    private void connections(Formatter out) {
        boolean any = byScenarioAndServer.values().stream()
                .flatMap(servers -> servers.values().stream())
                .flatMap(List::stream)
                .anyMatch(RunSummary::isAboutConnections);
        if (!any) {
            return;
        }
        out.format(
                "\n%-10s %-10s %5s %17s %11s %17s %15s\n",
                "case", "server", "forks", "connects/s", "p99 µs", "CPU µs/connect", "KiB/connection");
        byScenarioAndServer.forEach((scenario, servers) -> servers.forEach((server, runs) -> {
            if (runs.stream().anyMatch(RunSummary::isAboutConnections)) {
                out.format(
                        "%-10s %-10s %5d %17s %11s %17s %15s\n",
                        scenario,
                        server,
                        runs.size(),
                        score(runs, "connectsPerSecond", "%,.0f"),
                        figure("%,.0f", median(runs, RunSummary::connectP99Micros)),
                        score(runs, "serverCpuMicrosPerConnect", "%.1f"),
                        figure("%.2f", median(runs, RunSummary::kibPerConnection)));
            }
        }));
    }

    private static List<Double> samples(List<RunSummary> runs, String figure) {
        return runs.stream().flatMap(run -> run.iterations(figure).stream()).toList();
    }

    private static String score(List<RunSummary> runs, String figure, String format) {
        Score score = Score.of(samples(runs, figure));
        return score == null ? "?" : score.text(format);
    }

    private static String figure(String format, double value) {
        return Double.isNaN(value) ? "?" : String.format(Locale.ROOT, format, value);
    }

    private static double median(List<RunSummary> runs, Function<RunSummary, @Nullable Double> figure) {
        return median(runs.stream().mapToDouble(run -> orNaN(figure.apply(run))).toArray());
    }

    private static double ratio(
            List<RunSummary> runs, List<RunSummary> base, Function<RunSummary, @Nullable Double> figure) {
        double[] ratios = runs.stream()
                .mapToDouble(run -> base.stream()
                        .filter(other -> other.repetition().equals(run.repetition()))
                        .mapToDouble(other -> orNaN(figure.apply(run)) / orNaN(figure.apply(other)))
                        .findFirst()
                        .orElse(Double.NaN))
                .toArray();
        return median(ratios);
    }

    private static double orNaN(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    private static double median(double[] values) {
        double[] known = Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        int middle = known.length / 2;
        if (known.length == 0) {
            return Double.NaN;
        }
        return known.length % 2 == 1 ? known[middle] : (known[middle - 1] + known[middle]) / 2;
    }
}
