package io.sluice.bench.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.bench.html.Axis;
import io.sluice.bench.html.Section;
import io.sluice.bench.html.Section.Group;
import io.sluice.bench.html.Section.Plot;
import io.sluice.bench.html.Series;
import io.sluice.bench.html.Series.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How a run went, second by second. */
final class Timelines {
    private Timelines() {}

    /**
     * A figure of a second.
     *
     * @param names what results call it; the first that is there counts
     */
    private record Track(String label, double unit, List<String> names) {
        double of(JsonNode second) {
            return names.stream()
                            .mapToDouble(name -> Run.number(second.path(name)))
                            .filter(value -> !Double.isNaN(value))
                            .findFirst()
                            .orElse(Double.NaN)
                    * unit;
        }
    }

    private static final List<Track> TRACKS = List.of(
            new Track("deliveries/s", 1, List.of("deliveriesPerSecond")),
            new Track("p99 (ms)", 0.001, List.of("p99Micros")),
            new Track("server memory (MiB)", 1, List.of("serverResidentMiB", "serverMiB")),
            new Track("server CPU (cores)", 1, List.of("serverCores")),
            new Track("connects/s", 1, List.of("connectsPerSecond")),
            new Track("subscribers", 1, List.of("subscribers")));

    /** A group for each case whose results have timelines. */
    static List<Section> of(List<Case> cases) {
        List<Section> groups = new ArrayList<>();
        for (Case one : cases) {
            List<Section> plots = new ArrayList<>();
            for (Track track : TRACKS) {
                List<Series> series = series(one, track);
                if (says(series)) {
                    plots.add(new Plot(track.label(), "", Axis.linear("seconds"), Axis.linear(track.label()), series));
                }
            }
            if (!plots.isEmpty()) {
                groups.add(new Group("Timeline: " + one.name(), note(one), plots));
            }
        }
        return groups;
    }

    private static String note(Case one) {
        String warmUp = Load.seconds(one, "warmup");
        return "Of each server the run in the middle by its deliveries."
                + (warmUp.isEmpty() ? "" : " It begins with the warm-up: " + warmUp + ".");
    }

    private static List<Series> series(Case one, Track track) {
        List<Series> series = new ArrayList<>();
        one.byServer()
                .forEach((server, runs) -> middle(runs).ifPresent(run -> {
                    List<Point> points = new ArrayList<>();
                    for (JsonNode second : run.json().path("timeline")) {
                        // Whole ones, so that servers stand in the same row of the table.
                        points.add(Point.of(Math.rint(second.path("seconds").asDouble()), track.of(second)));
                    }
                    series.add(new Series(server, "repetition " + run.repetition(), Series.Style.LINE, points));
                }));
        series.removeIf(empty -> empty.points().stream().map(Point::y).allMatch(value -> Double.isNaN(value)));
        return series;
    }

    private static Optional<Run> middle(List<Run> runs) {
        List<Run> byDeliveries = runs.stream()
                .filter(run -> !run.json().path("timeline").isEmpty())
                .sorted(Comparator.comparingDouble(run -> run.number("/throughput/deliveriesPerSecond")))
                .toList();
        return byDeliveries.isEmpty() ? Optional.empty() : Optional.of(byDeliveries.get(byDeliveries.size() / 2));
    }

    /** A number that is the same for all servers and all the time is not worth a plot. */
    private static boolean says(List<Series> series) {
        return series.stream()
                        .flatMap(one -> one.points().stream())
                        .mapToDouble(Point::y)
                        .filter(value -> !Double.isNaN(value))
                        .distinct()
                        .count()
                > 1;
    }
}
