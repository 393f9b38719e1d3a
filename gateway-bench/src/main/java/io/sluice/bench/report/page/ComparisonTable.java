package io.sluice.bench.report.page;

import io.sluice.bench.html.Figures;
import io.sluice.bench.html.Section.Column;
import io.sluice.bench.html.Section.Table;
import io.sluice.bench.report.Score;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One row for each case and server. */
final class ComparisonTable {
    private static final Set<Figure> WITH_RATIO = Set.of(Figure.DELIVERIES, Figure.P99, Figure.CPU);

    private final List<Case> cases;
    private final String baseline;
    private final List<Figure> figures;

    ComparisonTable(List<Case> cases, String baseline) {
        this.cases = cases;
        this.baseline = baseline;
        this.figures =
                List.of(Figure.values()).stream().filter(this::isMeasured).toList();
    }

    Table table() {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.text("case"));
        columns.add(Column.text("server"));
        columns.add(Column.number("runs"));
        columns.add(Column.number("failed"));
        for (Figure figure : figures) {
            columns.add(Column.number(figure.label()));
            if (WITH_RATIO.contains(figure)) {
                columns.add(Column.number(figure == Figure.DELIVERIES ? "score, × " + baseline : "× " + baseline));
            }
        }
        columns.add(Column.text("limited by"));
        List<List<String>> rows = new ArrayList<>();
        for (Case one : cases) {
            one.byServer().forEach((server, runs) -> rows.add(row(one, server, runs)));
        }
        return new Table("Comparison", note(), columns, rows);
    }

    private String note() {
        return "Of the runs that passed: the mean of all iterations with its error at 99.9 %, as JMH has it, or the median"
                + " of the runs; below it the least and the most. A ratio is the median of those between runs of the same"
                + " repetition, which stood close together in time. Compare figures of one page only.";
    }

    private List<String> row(Case one, String server, List<Run> runs) {
        List<String> row = new ArrayList<>();
        row.add(one.name());
        row.add(server);
        row.add(String.valueOf(runs.size()));
        row.add(String.valueOf(one.failed().getOrDefault(server, 0)));
        for (Figure figure : figures) {
            row.add(text(figure.of(runs), figure.score(runs)));
            if (WITH_RATIO.contains(figure)) {
                row.add(text(one.ratio(figure, server, baseline), null));
            }
        }
        Set<String> limits = new LinkedHashSet<>();
        runs.forEach(run -> limits.add(run.limitedBy()));
        row.add(String.join("; ", limits));
        return row;
    }

    private static String text(Spread spread, @Nullable Score score) {
        if (!spread.isKnown()) {
            return "?";
        }
        Double error = score == null ? null : score.error();
        String middle = Figures.text(spread.middle()) + (error == null ? "" : " ± " + Figures.text(error));
        // On a line of its own, since the table has many columns.
        return spread.low() == spread.high()
                ? middle
                : middle + "\n" + Figures.text(spread.low()) + "–" + Figures.text(spread.high());
    }

    private boolean isMeasured(Figure figure) {
        return cases.stream()
                .flatMap(one -> one.byServer().values().stream())
                .anyMatch(runs -> figure.of(runs).isKnown());
    }
}
