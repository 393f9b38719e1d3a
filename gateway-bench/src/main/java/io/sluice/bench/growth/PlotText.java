package io.sluice.bench.growth;

import io.sluice.bench.html.Section.Plot;
import io.sluice.bench.html.Series;
import io.sluice.bench.html.Series.Point;
import java.util.Arrays;
import java.util.Formatter;
import java.util.Locale;
import java.util.TreeMap;

/** A plot as a table for a terminal: a line for each x, a column for each series. */
final class PlotText {
    private static final int COLUMN = 28;

    private PlotText() {}

    static String of(Plot plot) {
        StringBuilder lines = new StringBuilder();
        Formatter out = new Formatter(lines, Locale.ROOT);
        out.format("%s: %s\n%14s", plot.title(), plot.y().label(), plot.x().label());
        TreeMap<Double, double[]> byX = new TreeMap<>();
        int columns = plot.series().size();
        for (int i = 0; i < columns; i++) {
            Series series = plot.series().get(i);
            out.format(
                    "  %" + COLUMN + "s",
                    series.detail().isEmpty() ? series.name() : series.name() + ", " + series.detail());
            for (Point point : series.points()) {
                byX.computeIfAbsent(point.x(), x -> nothing(columns))[i] = point.y();
            }
        }
        out.format("\n");
        byX.forEach((x, values) -> {
            out.format("%,14.0f", x);
            for (double value : values) {
                out.format("  %" + COLUMN + "s", Double.isNaN(value) ? "" : number(value));
            }
            out.format("\n");
        });
        return lines.toString();
    }

    private static double[] nothing(int columns) {
        double[] values = new double[columns];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%,.0f", value);
    }
}
