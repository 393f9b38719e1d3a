package io.sluice.bench.faults;

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
import java.util.function.ToDoubleFunction;

/** The report: a table of all scenarios, then each with its rounds. */
final class FaultsReport {
    private FaultsReport() {}

    /** @throws IOException if the file cannot be written */
    static void write(List<FaultsResult> results, Path file) throws IOException {
        List<Section> sections = new ArrayList<>();
        sections.add(overview(results));
        results.forEach(result -> sections.add(scenario(result)));
        boolean passed = results.stream().allMatch(FaultsResult::passed);
        HtmlPage.write(file, "Faults: " + (passed ? "passed" : "failed"), sections);
    }

    private static Table overview(List<FaultsResult> results) {
        List<List<String>> rows = results.stream()
                .map(result -> List.of(
                        result.run().scenario(),
                        result.run().proves(),
                        count(result.rounds().size()),
                        count(result.counts().published().accepted()),
                        count(result.counts().published().refusals()),
                        count(result.counts().published().unknownAttempts()),
                        count(result.counts().received()),
                        count(result.counts().connections().reconnects()),
                        FaultsText.caughtUp(result.rounds()),
                        result.passed() ? "passed" : "FAILED"))
                .toList();
        return new Table(
                "Scenarios",
                "What was accepted, less what was received, less what was announced, is empty where it says passed.",
                List.of(
                        Column.text("scenario"),
                        Column.text("proves that"),
                        Column.number("rounds"),
                        Column.number("accepted"),
                        Column.number("refused"),
                        Column.number("without outcome"),
                        Column.number("received"),
                        Column.number("reconnects"),
                        Column.text("caught up"),
                        Column.text("verdict")),
                rows);
    }

    private static Section scenario(FaultsResult result) {
        List<Section> parts = new ArrayList<>();
        parts.add(new Text(
                "Verdict", FaultsText.of(result).lines().map(String::strip).toList()));
        parts.add(rounds(result));
        FaultsResult.Connects connects = result.connects();
        if (connects != null) {
            parts.add(plot("Connects", "connects a second", connects, FaultsResult.Sample::perSecond));
            parts.add(plot("Connections", "open connections", connects, FaultsResult.Sample::connections));
        }
        return new Group(result.run().scenario(), "", parts);
    }

    private static Table rounds(FaultsResult result) {
        List<List<String>> rows = new ArrayList<>();
        for (FaultsResult.Round round : result.rounds()) {
            Long silence = round.untouchedSilenceMillis();
            rows.add(List.of(
                    count(rows.size() + 1L),
                    round.fault(),
                    count(round.faultMillis()),
                    count(round.caughtUpMillis()),
                    silence == null ? "" : count(silence)));
        }
        return new Table(
                "Rounds",
                "The last column is about subscribers on gateways that the fault did not touch.",
                List.of(
                        Column.number("round"),
                        Column.text("fault"),
                        Column.number("ms of fault"),
                        Column.number("ms until all caught up"),
                        Column.number("longest silence, ms")),
                rows);
    }

    private static Plot plot(
            String title, String unit, FaultsResult.Connects connects, ToDoubleFunction<FaultsResult.Sample> value) {
        List<Series> lines = connects.gateways().stream()
                .map(gateway -> Series.line(
                        gateway.gateway(),
                        gateway.samples().stream()
                                .map(sample -> Series.Point.of(sample.seconds(), value.applyAsDouble(sample)))
                                .toList()))
                .toList();
        return new Plot(
                title,
                "drain.rate is " + connects.drainRate() + " a second.",
                Axis.linear("seconds since the start"),
                Axis.linear(unit),
                lines);
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
