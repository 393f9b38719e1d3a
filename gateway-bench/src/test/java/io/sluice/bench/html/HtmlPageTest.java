package io.sluice.bench.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.bench.html.Section.Bar;
import io.sluice.bench.html.Section.Bars;
import io.sluice.bench.html.Section.Column;
import io.sluice.bench.html.Section.Group;
import io.sluice.bench.html.Section.Plot;
import io.sluice.bench.html.Section.Table;
import io.sluice.bench.html.Section.Text;
import io.sluice.bench.html.Series.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlPageTest {
    private static final String HOSTILE = "</script><!--<script>alert(1)</script>\"'&\u2028{{script}}";

    @Test
    void aPageIsOneFileThatNamesNothingOutsideOfIt(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("new").resolve("page.html");
        HtmlPage.write(file, "Title", List.of(new Text("About", List.of("first", "second"))));

        assertThat(Files.readString(file))
                .contains("<title>Title</title>", "<h2>About</h2>", "<p>second</p>", "default-src 'none'")
                .doesNotContain("src=\"", "href=\"", "url(", "@import", "sourceMappingURL", "{{");
    }

    @Test
    void aLabelCannotLeaveItsPlace() throws IOException {
        String page = HtmlPage.of(
                HOSTILE,
                List.of(
                        new Text(HOSTILE, List.of(HOSTILE)),
                        new Table(HOSTILE, HOSTILE, List.of(Column.text(HOSTILE)), List.of(List.of(HOSTILE))),
                        plot(HOSTILE, Series.dashed(HOSTILE, HOSTILE, List.of(Point.of(1, 2)))),
                        new Bars(HOSTILE, HOSTILE, HOSTILE, List.of(new Bar(HOSTILE, 1, 1, 1)))));

        assertThat(page).doesNotContain("alert(1)</script>", "<!--<script>").contains("{{script}}");
        // The data, Chart.js and page.js.
        assertThat(page.split("</script>", -1)).hasSize(4);
        assertThat(plots(page).at("/0/series/0/name").asText()).isEqualTo(HOSTILE);
        assertThat(plots(page).at("/1/bars/0/name").asText()).isEqualTo(HOSTILE);
    }

    @Test
    void theFiguresOfEveryPlotStandInATableToo() {
        String page = HtmlPage.of(
                "t",
                List.of(new Group(
                        "Both",
                        "",
                        List.of(
                                plot(
                                        "Lines",
                                        Series.line("a", List.of(Point.of(1, 10), new Point(2, 20, 15, 25))),
                                        Series.dashed("a", "trend", List.of(Point.of(2, 30)))),
                                new Bars("Bars", "", "µs", List.of(new Bar("floor", 5.125, 5, 5.25)))))));

        assertThat(rows(page))
                .containsExactly(
                        "x|a|a, trend", "1|10|", "2|20 (15–25)|30", "|value|lowest|highest", "floor|5.125|5|5.25");
        assertThat(page)
                .contains(
                        "<h3>Lines</h3>",
                        "aria-label=\"Lines. Line plot: y over x. The table below has the figures.\"");
    }

    @Test
    void seriesAndBarsOfOneNameShareAColourOnThePage() throws IOException {
        JsonNode plots = plots(HtmlPage.of(
                "t",
                List.of(
                        plot("p", Series.line("a", List.of()), Series.line("b", List.of())),
                        new Bars("q", "", "s", List.of(new Bar("b", 1, 1, 1), new Bar("c", 1, 1, 1))))));

        assertThat(plots.at("/0/series/1/colour")).isEqualTo(plots.at("/1/bars/0/colour"));
        assertThat(plots.at("/1/bars/1/colour").asInt()).isEqualTo(2);
    }

    @Test
    void whatHasNoPlaceOnAnAxisIsLeftOutOfTheDrawingOnly() throws IOException {
        List<Point> points = List.of(Point.of(0, 5), Point.of(90, 0), Point.of(100, 7));
        String page = HtmlPage.of(
                "t",
                List.of(new Plot("p", "", Axis.percentile("p"), Axis.log("y"), List.of(Series.line("a", points)))));

        JsonNode drawn = plots(page).at("/0/series/0/points");
        assertThat(drawn.toString()).isEqualTo("[[0.0,5.0],[1.0,null]]");
        assertThat(rows(page)).contains("100|7");
    }

    @Test
    void aLongSeriesIsThinnedToItsExtremes() throws IOException {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            points.add(Point.of(i, i == 77_777 ? 1000 : i % 10));
        }
        String page = HtmlPage.of("t", List.of(plot("p", Series.line("a", points))));

        JsonNode drawn = plots(page).at("/0/series/0/points");
        assertThat(drawn.size()).isBetween(PlotJson.MAX_POINTS / 2, PlotJson.MAX_POINTS);
        assertThat(drawn.toString()).contains("[77777.0,1000.0]");
        assertThat(rows(page)).hasSize(1 + PlotTable.MAX_ROWS).contains("0|0", "99999|9");
    }

    @Test
    void aRowThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> new Table("Servers", "", List.of(Column.text("a")), List.of(List.of("1", "2"))))
                .hasMessage("a row of 'Servers' has 2 cells for 1 columns");
    }

    private static Plot plot(String title, Series... series) {
        return new Plot(title, "", Axis.linear("x"), Axis.linear("y"), List.of(series));
    }

    private static JsonNode plots(String page) throws IOException {
        Matcher data = Pattern.compile("<script type=\"application/json\" id=\"plots\">(.*?)</script>")
                .matcher(page);
        assertThat(data.find()).isTrue();
        return new ObjectMapper().readTree(data.group(1));
    }

    private static List<String> rows(String page) {
        return Pattern.compile("<tr>(.*?)</tr>")
                .matcher(page)
                .results()
                .map(row -> row.group(1).replaceAll("</t[hd]>(?=<)", "|").replaceAll("<[^>]*>", ""))
                .toList();
    }
}
