package io.sluice.bench.report.page;

import io.sluice.bench.html.Axis;
import io.sluice.bench.html.Section;
import io.sluice.bench.html.Section.Bar;
import io.sluice.bench.html.Section.Bars;
import io.sluice.bench.html.Section.Group;
import io.sluice.bench.html.Section.Plot;
import io.sluice.bench.html.Series;
import io.sluice.bench.html.Series.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The plots that show servers beside each other, case by case. Those that would be empty are left out. */
final class CasePlots {
    private static final List<Figure> BY_SUBSCRIBERS =
            List.of(Figure.DELIVERIES, Figure.P99, Figure.CPU, Figure.MEMORY);

    private final List<Case> cases;

    CasePlots(List<Case> cases) {
        this.cases = cases;
    }

    /** A group of one chart for each case; none if no run has this figure. */
    List<Section> bars(String title, Figure figure) {
        return group(title, "The thin line goes from the least to the most of what was seen.", one -> {
            List<Bar> bars = new ArrayList<>();
            one.byServer().forEach((server, runs) -> {
                Spread spread = figure.of(runs);
                if (spread.isKnown()) {
                    bars.add(new Bar(server, spread.middle(), spread.low(), spread.high()));
                }
            });
            return bars.isEmpty() ? List.of() : List.of(new Bars(one.name(), loadOf(one), figure.label(), bars));
        });
    }

    List<Section> latencies() {
        String note = "How many percent of the deliveries took no longer than this. Both axes are stretched: each nine"
                + " takes as much room as the one before, and so does each power of ten.";
        return group("Latency by percentile", note, one -> {
            List<Series> series = seriesOf(one.byServer(), Latencies::of);
            return series.isEmpty()
                    ? List.of()
                    : List.of(new Plot(
                            one.name(), loadOf(one), Axis.percentile("percentile"), Axis.log("latency (ms)"), series));
        });
    }

    /** For each load that ran with several numbers of subscribers. */
    List<Section> bySubscribers() {
        Map<Object, List<Case>> byLoad = new LinkedHashMap<>();
        cases.forEach(one -> byLoad.computeIfAbsent(Load.shape(one.example()), shape -> new ArrayList<>())
                .add(one));
        List<Section> groups = new ArrayList<>();
        byLoad.values().forEach(some -> groups.addAll(bySubscribers(some)));
        return groups;
    }

    private static List<Section> bySubscribers(List<Case> some) {
        Map<String, List<Run>> byServer = new LinkedHashMap<>();
        some.forEach(one -> one.byServer()
                .forEach((server, runs) -> byServer.computeIfAbsent(server, added -> new ArrayList<>())
                        .addAll(runs)));
        long numbers = byServer.values().stream()
                .flatMap(List::stream)
                .mapToInt(Run::subscribers)
                .distinct()
                .count();
        if (numbers < 2) {
            return List.of();
        }
        List<Section> plots = new ArrayList<>();
        for (Figure figure : BY_SUBSCRIBERS) {
            List<Series> series = seriesOf(byServer, runs -> points(figure, runs));
            if (!series.isEmpty()) {
                plots.add(new Plot(figure.label(), "", Axis.log("subscribers"), Axis.log(figure.label()), series));
            }
        }
        String names = String.join("; ", some.stream().map(Case::name).toList());
        String load = Load.text(some.getFirst().example());
        return List.of(new Group("By number of subscribers: " + load, "Cases: " + names + ".", plots));
    }

    private static List<Point> points(Figure figure, List<Run> runs) {
        List<Point> points = new ArrayList<>();
        runs.stream().mapToInt(Run::subscribers).distinct().sorted().forEach(subscribers -> {
            Spread spread = figure.of(runs.stream()
                    .filter(run -> run.subscribers() == subscribers)
                    .toList());
            if (spread.isKnown()) {
                points.add(new Point(subscribers, spread.middle(), spread.low(), spread.high()));
            }
        });
        return points;
    }

    private static List<Series> seriesOf(Map<String, List<Run>> byServer, Function<List<Run>, List<Point>> points) {
        List<Series> series = new ArrayList<>();
        byServer.forEach((server, runs) -> {
            List<Point> found = points.apply(runs);
            if (!found.isEmpty()) {
                series.add(Series.line(server, found));
            }
        });
        return series;
    }

    private List<Section> group(String title, String note, Function<Case, List<? extends Section>> plots) {
        List<Section> parts = new ArrayList<>();
        cases.forEach(one -> parts.addAll(plots.apply(one)));
        return parts.isEmpty() ? List.of() : List.of(new Group(title, note, parts));
    }

    private static String loadOf(Case one) {
        return String.format(Locale.ROOT, "%,d subscribers, ", one.example().subscribers()) + Load.text(one.example());
    }
}
