package io.sluice.bench.html;

import io.sluice.bench.html.Section.Bar;
import io.sluice.bench.html.Section.Bars;
import io.sluice.bench.html.Section.Column;
import io.sluice.bench.html.Section.Plot;
import io.sluice.bench.html.Section.Table;
import io.sluice.bench.html.Series.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a plot shows, for those who do not see it. */
final class PlotTable {
    /** Rows at most; a long timeline is told by so many of its moments. */
    static final int MAX_ROWS = 200;

    private PlotTable() {}

    /** One column for each series, one row for each x. */
    static Table of(Plot plot) {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.number(plot.x().label()));
        Map<Double, String[]> byX = new TreeMap<>();
        for (int i = 0; i < plot.series().size(); i++) {
            Series series = plot.series().get(i);
            columns.add(Column.number(series.fullName()));
            for (Point point : series.points()) {
                byX.computeIfAbsent(point.x(), x -> row(x, plot.series().size()))[i + 1] =
                        Figures.text(point.y(), point.low(), point.high());
            }
        }
        List<List<String>> rows = byX.values().stream().map(Arrays::asList).toList();
        String left = rows.size() > MAX_ROWS ? " " + MAX_ROWS + " of " + rows.size() + " rows." : "";
        return new Table(plot.title(), plot.y().label() + "." + left, columns, Thinning.even(rows, MAX_ROWS));
    }

    private static String[] row(double x, int series) {
        String[] row = new String[series + 1];
        Arrays.fill(row, "");
        row[0] = Figures.exact(x);
        return row;
    }

    /** One row for each bar. */
    static Table of(Bars bars) {
        List<Column> columns =
                List.of(Column.text(""), Column.number("value"), Column.number("lowest"), Column.number("highest"));
        return new Table(
                bars.title(),
                bars.unit() + ".",
                columns,
                bars.bars().stream().map(PlotTable::row).toList());
    }

    private static List<String> row(Bar bar) {
        return List.of(bar.name(), Figures.text(bar.value()), Figures.text(bar.low()), Figures.text(bar.high()));
    }
}
