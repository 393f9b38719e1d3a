package io.sluice.bench.report.page;

import static io.sluice.bench.report.page.Results.failed;
import static io.sluice.bench.report.page.Results.json;
import static io.sluice.bench.report.page.Results.passed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.bench.html.Section;
import io.sluice.bench.html.Section.Bar;
import io.sluice.bench.html.Section.Bars;
import io.sluice.bench.html.Section.Group;
import io.sluice.bench.html.Section.Plot;
import io.sluice.bench.html.Section.Table;
import io.sluice.bench.html.Series;
import io.sluice.bench.html.Series.Point;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportPageTest {

    @Test
    void aServerIsComparedWithTheBaselineOfTheSameRepetition() {
        Table table = table(
                "Comparison",
                page(
                        passed("busy/sluice/1", 1000, 400),
                        passed("busy/sluice/2", 1000, 300),
                        passed("busy/sluice/3", 1000, 900),
                        passed("busy/floor/1", 1000, 100),
                        passed("busy/floor/2", 1000, 200),
                        passed("busy/floor/3", 1000, 100)));

        assertThat(column(table, "server")).containsExactly("floor", "sluice");
        assertThat(column(table, "deliveries/s")).containsExactly("100\n100–200", "400\n300–900");
        assertThat(column(table, "score, × floor")).containsExactly("1", "4\n1.5–9");
        assertThat(column(table, "p99 (ms)")).containsExactly("3", "3");
        assertThat(column(table, "server CPU (µs/delivery)")).containsExactly("2.5", "2.5");
        assertThat(column(table, "limited by")).containsOnly("the server");
    }

    @Test
    void aFailedRunIsShownWithItsReasonAndCountsNowhereElse() {
        List<Section> page = new ReportPage(
                        "floor",
                        runs(
                                passed("busy/floor/1", 1000, 100),
                                passed("busy/sluice/1", 1000, 300),
                                failed("busy/sluice/2", 9_999_999, "lost: 3"),
                                failed("busy/ws/1", 9_999_999, "duplicated: 1")),
                        Map.of("busy/nchan/1", "it left no result"),
                        List.of(),
                        List.of())
                .sections();

        Table failures = table("Failed runs", page);
        assertThat(failures.rows())
                .containsExactly(
                        List.of("busy/sluice/2", "lost: 3"),
                        List.of("busy/ws/1", "duplicated: 1"),
                        List.of("busy/nchan/1", "it left no result"));
        assertThat(failures.note()).startsWith("3 of 5.");
        Table table = table("Comparison", page);
        assertThat(column(table, "failed")).containsExactly("0", "1", "1");
        assertThat(column(table, "deliveries/s")).containsExactly("100", "300", "?");
        assertThat(column(table, "score, × floor")).containsExactly("1", "3", "?");
        assertThat(bars("Throughput", page).bars()).extracting(Bar::name).containsExactly("floor", "sluice");
    }

    @Test
    void aFigureWithIterationsIsTheirMeanWithItsError() {
        ObjectNode result = passed("busy/sluice/1", 1000, 300);
        result.withObject("/throughput")
                .set(
                        "iterations",
                        json("{\"all\": [{\"deliveriesPerSecond\": 250}, {\"deliveriesPerSecond\": 352}]}")
                                .get("all"));

        assertThat(bars("Throughput", page(result)).bars()).containsExactly(new Bar("sluice", 301, 250, 352));
        assertThat(column(table("Comparison", page(result)), "deliveries/s")).containsExactly("301 ± 32,468\n250–352");
    }

    @Test
    void aScenarioWithSeveralNumbersOfSubscribersIsThatManyCasesAndAPlotOverThem() {
        List<Section> page = page(
                passed("busy/sluice/1", 10_000, 300),
                passed("busy/sluice/2", 100, 100),
                passed("busy/sluice/3", 100, 200));

        assertThat(column(table("Comparison", page), "case"))
                .containsExactly("busy, 10,000 subscribers", "busy, 100 subscribers");
        Plot plot = (Plot) group("By number of subscribers: 128 bytes, 8 outstanding", page)
                .parts()
                .getFirst();
        assertThat(plot.series())
                .containsExactly(Series.line("sluice", List.of(new Point(100, 150, 100, 200), Point.of(10_000, 300))));
    }

    @Test
    void casesOfOneLoadStandInOnePlotOverTheirSubscribers() {
        ObjectNode other = passed("calm/sluice/1", 500, 50);
        other.withObject("/settings").put("payloadBytes", 4096);
        List<Section> page = page(passed("busy/sluice/1", 1000, 300), passed("crowd/sluice/1", 10_000, 200), other);

        assertThat(page.stream().map(Section::title).filter(title -> title.startsWith("By number")))
                .containsExactly("By number of subscribers: 128 bytes, 8 outstanding");
    }

    @Test
    void aTimelineShowsTheRunInTheMiddleAndLeavesOutWhatItDoesNotSay() {
        ObjectNode[] results = new ObjectNode[3];
        for (int i = 0; i < results.length; i++) {
            results[i] = passed("busy/sluice/" + i, 1000, 100 + i);
            results[i].set("timeline", json("""
                                    {"all": [
                                      {"seconds": 1.001, "deliveriesPerSecond": 90, "subscribers": 1000, "serverMiB": 50},
                                      {"seconds": 2.002, "deliveriesPerSecond": 110, "subscribers": 1000, "serverMiB": null}]}
                                    """).get("all"));
        }

        Group group = group("Timeline: busy", page(results));
        assertThat(group.note()).contains("It begins with the warm-up: 8 s.");
        assertThat(group.parts()).extracting(Section::title).containsExactly("deliveries/s");
        assertThat(((Plot) group.parts().getFirst()).series())
                .containsExactly(new Series(
                        "sluice", "repetition 1", Series.Style.LINE, List.of(Point.of(1, 90), Point.of(2, 110))));
    }

    @Test
    void aResultThatSaysNextToNothingIsShownAsFarAsItGoes() {
        ObjectNode result =
                json("{\"settings\": {\"label\": \"a/b/c\"}, \"passed\": true, \"unknown\": [{\"deep\": 1}]}");

        List<Section> page = page(result);

        assertThat(column(table("Comparison", page), "server")).containsExactly("b");
        assertThat(page).extracting(Section::title).containsExactly("Comparison", "Load");
    }

    private static List<Section> page(ObjectNode... results) {
        return new ReportPage("floor", runs(results), Map.of(), List.of(), List.of()).sections();
    }

    private static List<Run> runs(ObjectNode... results) {
        return Arrays.stream(results).map(Results::run).toList();
    }

    private static Table table(String title, List<Section> page) {
        return (Table) section(title, page);
    }

    private static Group group(String title, List<Section> page) {
        return (Group) section(title, page);
    }

    private static Bars bars(String group, List<Section> page) {
        return (Bars) group(group, page).parts().getFirst();
    }

    private static Section section(String title, List<Section> page) {
        return page.stream()
                .filter(section -> section.title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> column(Table table, String name) {
        int index = table.columns().stream().map(Section.Column::name).toList().indexOf(name);
        return table.rows().stream().map(row -> row.get(index)).toList();
    }
}
