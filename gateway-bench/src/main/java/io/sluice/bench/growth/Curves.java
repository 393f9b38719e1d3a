package io.sluice.bench.growth;

import io.sluice.bench.html.Series;
import io.sluice.bench.html.Series.Point;
import io.sluice.bench.html.Series.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Series out of what was measured. */
final class Curves {
    private Curves() {}

    /** Those that are asked for, as one line by rising x. */
    static <T> Series line(String name, String detail, List<T> all, Predicate<T> wanted, Function<T, Point> point) {
        List<Point> points = all.stream()
                .filter(wanted)
                .map(point)
                .filter(p -> Double.isFinite(p.y()))
                .sorted(Comparator.comparingDouble(Point::x))
                .toList();
        return new Series(name, detail, Style.LINE, points);
    }

    /** What the first costs more than the second, where both have a point. */
    static Series difference(String name, String detail, Series first, Series second) {
        List<Point> points = new ArrayList<>();
        for (Point more : first.points()) {
            for (Point less : second.points()) {
                if (more.x() == less.x()) {
                    points.add(Point.of(more.x(), more.y() - less.y()));
                }
            }
        }
        return new Series(name, detail, Style.LINE, points);
    }

    /** Repetitions as one point each: their median, lowest and highest. */
    static Series medians(Series measured) {
        Map<Double, List<Double>> byX = new TreeMap<>();
        measured.points()
                .forEach(p -> byX.computeIfAbsent(p.x(), x -> new ArrayList<>()).add(p.y()));
        List<Point> points = new ArrayList<>();
        byX.forEach((x, values) -> points.add(median(x, values)));
        return new Series(measured.name(), measured.detail(), measured.style(), points);
    }

    private static Point median(double x, Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Point(x, median, sorted[0], sorted[sorted.length - 1]);
    }

    /** Without those that have no point. */
    static List<Series> present(Series... series) {
        return present(Arrays.asList(series));
    }

    /** The same. */
    static List<Series> present(List<Series> series) {
        return series.stream().filter(s -> !s.points().isEmpty()).toList();
    }
}
