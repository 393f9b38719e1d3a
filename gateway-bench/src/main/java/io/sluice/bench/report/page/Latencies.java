package io.sluice.bench.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.bench.html.Series.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Latency by percentile: the median of several runs and how far apart they were, in milliseconds. */
final class Latencies {
    private static final List<Double> PERCENTILES = List.of(
            0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 85.0, 90.0, 92.5, 95.0, 97.5, 98.5, 99.0, 99.25, 99.5,
            99.75, 99.9, 99.95, 99.99, 99.995, 99.999, 99.9999);
    private static final Map<String, Double> SUMMARY =
            Map.of("p50Micros", 50.0, "p90Micros", 90.0, "p99Micros", 99.0, "p999Micros", 99.9, "maxMicros", 100.0);
    private static final double MILLIS_PER_MICRO = 0.001;

    private Latencies() {}

    /** Those percentiles that every one of {@code runs} knows; none if one of them has no latencies. */
    static List<Point> of(List<Run> runs) {
        List<NavigableMap<Double, Double>> known =
                runs.stream().map(Latencies::millisByPercentile).toList();
        List<Point> points = new ArrayList<>();
        for (double percentile : percentiles(known)) {
            Spread millis = Spread.of(known.stream()
                    .mapToDouble(run -> run.ceilingEntry(percentile).getValue())
                    .toArray());
            points.add(new Point(percentile, millis.middle(), millis.low(), millis.high()));
        }
        return points;
    }

    /** Whole distributions are read at the same places; what is no more than a summary is taken as it is. */
    private static List<Double> percentiles(List<NavigableMap<Double, Double>> known) {
        if (known.isEmpty() || known.stream().anyMatch(Map::isEmpty)) {
            return List.of();
        }
        if (known.stream().allMatch(run -> run.size() > SUMMARY.size())) {
            List<Double> places = new ArrayList<>(PERCENTILES);
            places.removeIf(percentile -> known.stream().anyMatch(run -> isBeyond(percentile, run)));
            places.add(100.0);
            places.removeIf(percentile -> known.stream().anyMatch(run -> run.lastKey() < percentile));
            return places;
        }
        return SUMMARY.values().stream()
                .sorted()
                .filter(percentile -> known.stream().allMatch(run -> run.lastKey() >= percentile))
                .toList();
    }

    /** There the distribution has nothing left but the maximum. */
    private static boolean isBeyond(double percentile, NavigableMap<Double, Double> run) {
        Double next = run.ceilingKey(percentile);
        return next == null || next == 100;
    }

    private static NavigableMap<Double, Double> millisByPercentile(Run run) {
        NavigableMap<Double, Double> millis = new TreeMap<>();
        JsonNode latency = run.json().at("/throughput/latency");
        for (JsonNode point : latency.path("distribution")) {
            put(millis, Run.number(point.path("percentile")), Run.number(point.path("micros")));
        }
        SUMMARY.forEach((name, percentile) -> put(millis, percentile, Run.number(latency.path(name))));
        return millis;
    }

    private static void put(NavigableMap<Double, Double> millis, double percentile, double micros) {
        if (!Double.isNaN(percentile) && !Double.isNaN(micros)) {
            millis.put(percentile, micros * MILLIS_PER_MICRO);
        }
    }
}
