package io.sluice.bench.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.html.Section.Bar;
import io.sluice.bench.html.Section.Bars;
import io.sluice.bench.html.Section.Plot;
import io.sluice.bench.html.Series.Point;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Needs Chromium, as the tests of {@code sluice.js} do. */
class PageInBrowserTest {
    private static final int LIMIT_SECONDS = 60;

    @Test
    @Timeout(2 * LIMIT_SECONDS)
    void everyPlotIsDrawnUnderThePolicyOfThePage(@TempDir Path folder) throws Exception {
        Optional<Path> chromium = chromium();
        assertThat(chromium)
                .as("chromium in PATH (Debian: apt-get install chromium)")
                .isPresent();
        List<Point> points = List.of(Point.of(1, 10), new Point(90, 20, 15, 25), Point.of(99, Double.NaN));
        List<Series> series = List.of(Series.line("</script>", points), Series.dashed("b", "trend", points));
        Path page = folder.resolve("page.html");
        HtmlPage.write(
                page,
                "Plots",
                List.of(
                        new Plot("Even", "", Axis.linear("x"), Axis.linear("y"), series),
                        new Plot("By logarithm", "", Axis.log("x"), Axis.log("y"), series),
                        new Plot("By nines", "", Axis.percentile("x"), Axis.log("y"), series),
                        new Bars("Bars", "", "s", List.of(new Bar("b", 2, 1, 3), new Bar("c", 2, 2, 2)))));

        assertThat(dom(chromium.orElseThrow(), page, folder)).contains("<html lang=\"en\" data-drawn=\"4\">");
    }

    /** What the page is after its scripts have run. */
    private static String dom(Path chromium, Path page, Path folder) throws IOException, InterruptedException {
        File dom = folder.resolve("dom.html").toFile();
        Process process = new ProcessBuilder(
                        chromium.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--dump-dom",
                        page.toUri().toString())
                .redirectOutput(dom)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        return Files.readString(dom.toPath());
    }

    private static Optional<Path> chromium() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry, "chromium"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
