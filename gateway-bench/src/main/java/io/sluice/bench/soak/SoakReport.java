package io.sluice.bench.soak;

import io.sluice.bench.html.Axis;
import io.sluice.bench.html.HtmlPage;
import io.sluice.bench.html.Section;
import io.sluice.bench.html.Section.Column;
import io.sluice.bench.html.Section.Group;
import io.sluice.bench.html.Section.Plot;
import io.sluice.bench.html.Section.Table;
import io.sluice.bench.html.Section.Text;
import io.sluice.bench.html.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The report: verdict, findings, and each series with the line through it. */
final class SoakReport {
    private static final double SECONDS_PER_MINUTE = 60;
    private static final double MEBIBYTE = 1 << 20;

    private SoakReport() {}

    /** @throws IOException if the file cannot be written */
    static void write(SoakRun.Outcome outcome, Path file) throws IOException {
        SoakResult result = outcome.result();
        HtmlPage.write(
                file,
                "Soak " + result.run().startedAt() + ": " + (result.passed() ? "passed" : "failed"),
                List.of(
                        new Text(
                                "Verdict",
                                SoakText.summary(result)
                                        .lines()
                                        .map(String::strip)
                                        .toList()),
                        trends(result),
                        plots(outcome, Measure.BYTES, "Memory"),
                        plots(outcome, Measure.COUNT, "Counts")));
    }

    private static Table trends(SoakResult result) {
        List<List<String>> rows = new ArrayList<>();
        for (SoakResult.Curve curve : result.series()) {
            Trend trend = curve.trend();
            rows.add(List.of(
                    curve.name(),
                    trend == null ? "" : SoakText.amount(curve, trend.perHour()),
                    trend == null ? "" : SoakText.amount(curve, trend.lowPerHour()),
                    trend == null ? "" : SoakText.amount(curve, trend.highPerHour()),
                    trend == null ? "" : SoakText.amount(curve, trend.growth()),
                    SoakText.amount(curve, curve.tolerancePerHour()),
                    SoakText.amount(curve, curve.amount()),
                    verdict(curve)));
        }
        return new Table(
                "Slopes after the warm-up",
                "A series fails if the lower end of the 95 % interval of its slope is above the tolerance, and the line"
                        + " through it has climbed by more than the amount.",
                List.of(
                        Column.text("series"),
                        Column.number("slope an hour"),
                        Column.number("lower end"),
                        Column.number("upper end"),
                        Column.number("climbed"),
                        Column.number("tolerance an hour"),
                        Column.number("amount"),
                        Column.text("verdict")),
                rows);
    }

    private static String verdict(SoakResult.Curve curve) {
        if (curve.trend() == null) {
            return "too few samples";
        }
        return curve.fails() ? "climbs" : "within bounds";
    }

    private static Group plots(SoakRun.Outcome outcome, String unit, String title) {
        List<Section> plots = new ArrayList<>();
        for (Map.Entry<Measure, Samples> entry : outcome.curves().entrySet()) {
            Measure measure = entry.getKey();
            if (measure.unit().equals(unit) && !entry.getValue().isEmpty()) {
                Trend trend = outcome.result().series().stream()
                        .filter(curve -> curve.name().equals(measure.text()))
                        .findFirst()
                        .map(SoakResult.Curve::trend)
                        .orElse(null);
                plots.add(plot(measure, entry.getValue(), trend));
            }
        }
        return new Group(title, "The broken line is the slope that the verdict is about.", plots);
    }

    private static Plot plot(Measure measure, Samples samples, @Nullable Trend trend) {
        double unit = measure.unit().equals(Measure.BYTES) ? MEBIBYTE : 1;
        List<Series> lines = new ArrayList<>();
        lines.add(Series.line(
                measure.text(),
                samples.points().stream()
                        .map(point -> new Series.Point(
                                point.seconds() / SECONDS_PER_MINUTE,
                                point.value() / unit,
                                point.low() / unit,
                                point.high() / unit))
                        .toList()));
        if (trend != null) {
            Trend.Line line = trend.line();
            lines.add(Series.dashed(
                    measure.text(),
                    "slope",
                    List.of(
                            Series.Point.of(line.fromSeconds() / SECONDS_PER_MINUTE, line.from() / unit),
                            Series.Point.of(line.toSeconds() / SECONDS_PER_MINUTE, line.to() / unit))));
        }
        String note = trend == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%,.2f an hour, 95 %% interval %,.2f to %,.2f.",
                        trend.perHour() / unit,
                        trend.lowPerHour() / unit,
                        trend.highPerHour() / unit);
        return new Plot(
                capitalised(measure.text()),
                note,
                Axis.linear("minutes since the start"),
                Axis.linear(unit == 1 ? "count" : "MiB"),
                lines);
    }

    private static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
