package io.sluice.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.bench.report.LoadResult.Iteration;
import io.sluice.bench.report.LoadResult.Latency;
import io.sluice.bench.report.LoadResult.PercentilePoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultJsonTest {

    record Settings(String label, Duration warmup) {}

    @Test
    void aResultKeepsItsShapeInAFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("new").resolve("result.json");
        ResultJson.write(result("calm/sluice/1", 5000, 120.5, List.of("lost: 3")), file);

        JsonNode json = ResultJson.read(file);
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "settings",
                        "passed",
                        "failures",
                        "limitedBy",
                        "throughput",
                        "audit",
                        "connections",
                        "costs",
                        "timeline");
        assertThat(json.at("/settings/warmup").asText()).isEqualTo("PT5S");
        assertThat(json.at("/passed").asBoolean(true)).isFalse();
        assertThat(json.at("/throughput/latency/p999Micros").asDouble()).isEqualTo(3.0);
        assertThat(json.at("/audit/lost").asLong()).isEqualTo(3);
        assertThat(json.at("/connections/refused/429").asLong()).isEqualTo(7);
        assertThat(json.at("/connections/closed/close 1012").asLong()).isEqualTo(1);
        assertThat(json.at("/costs/serverCores").isNull()).isTrue();
        assertThat(json.at("/throughput/latency/distribution/0/percentile").asDouble())
                .isEqualTo(50);
        assertThat(json.at("/throughput/latency/distribution/0/micros").asDouble())
                .isEqualTo(1);
        assertThat(json.at("/throughput/iterations/1/deliveriesPerSecond").asDouble())
                .isEqualTo(5010);
        assertThat(json.at("/throughput/scores/deliveriesPerSecond/mean").asDouble())
                .isEqualTo(5000);
        assertThat(json.at("/timeline/0/p99Micros").asDouble()).isEqualTo(2.5);
        assertThat(json.at("/timeline/0/serverMiB").asDouble()).isEqualTo(64);
    }

    @Test
    void aResultForPeopleNamesEveryFailure() {
        String text = ResultText.of(result("x", 5000, null, List.of("lost: 3", "duplicated: 1")));

        assertThat(text)
                .contains(
                        "FAILED: lost: 3; duplicated: 1",
                        "deliveries   5,000 ± ",
                        "/s  (99.9 % over 2 iterations",
                        "? cores busy");
    }

    @Test
    void aTableShowsTheMedianOfTheRatiosOfEachFork(@TempDir Path folder) throws IOException {
        double[][] deliveries = {{100, 400}, {200, 400}, {100, 900}};
        List<RunSummary> runs = new ArrayList<>();
        for (int i = 0; i < deliveries.length; i++) {
            for (int server = 0; server < 2; server++) {
                Path file = folder.resolve(i + "-" + server);
                String label = "busy/" + (server == 0 ? "floor" : "sluice") + "/" + i;
                ResultJson.write(result(label, deliveries[i][server], 2.0, List.of()), file);
                runs.add(RunSummary.of(ResultJson.read(file)));
            }
        }

        assertThat(new Comparison("floor", runs).table().lines().toList())
                .hasSize(3)
                .satisfiesExactly(
                        head -> assertThat(head).contains("deliveries/s"),
                        floor -> assertThat(floor).contains("floor", "133 ± ", "1.00x"),
                        sluice -> assertThat(sluice).contains("sluice", "567 ± ", "4.00x"));
    }

    @Test
    void aScoreInATableIsThatOfAllIterationsOfAllForks(@TempDir Path folder) throws IOException {
        List<RunSummary> runs = new ArrayList<>();
        for (int fork = 1; fork <= 2; fork++) {
            Path file = folder.resolve("" + fork);
            ResultJson.write(result("busy/sluice/" + fork, 5000, 2.0, List.of()), file);
            runs.add(RunSummary.of(ResultJson.read(file)));
        }

        // 4,990 and 5,010 twice: a standard deviation of 11.55, and t for 99.9 % and 3 degrees of freedom is 12.92.
        assertThat(new Comparison("floor", runs).table()).containsPattern("busy +sluice +2 +4 +5,000 ± 75 ");
    }

    @Test
    void connectsHaveATableOfTheirOwn(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("result");
        ResultJson.write(result("connects/sluice/1", 0, null, List.of()), file);

        assertThat(new Comparison("floor", List.of(RunSummary.of(ResultJson.read(file)))).table())
                .contains("connects/s", "800 ± ", "KiB/connection");
    }

    private static LoadResult result(
            String label, double deliveriesPerSecond, @Nullable Double cpuMicros, List<String> failures) {
        boolean connects = deliveriesPerSecond == 0;
        List<Iteration> iterations = List.of(
                iteration(connects ? 0 : deliveriesPerSecond - 10, cpuMicros, connects ? 790.0 : null),
                iteration(connects ? 0 : deliveriesPerSecond + 10, cpuMicros, connects ? 810.0 : null));
        Latency latency = new Latency(1, 2, 2.5, 3, 4, List.of(new PercentilePoint(50, 1)));
        return new LoadResult(
                new Settings(label, Duration.ofSeconds(5)),
                new LoadResult.Verdict(failures, "the rate that was asked for"),
                new LoadResult.Throughput(
                        6,
                        deliveriesPerSecond,
                        50,
                        latency,
                        iterations,
                        new LoadResult.Scores(new Score(deliveriesPerSecond, 85.3, 2), null, null, null)),
                new LoadResult.Audit(3, 0, 0, 0),
                new LoadResult.Connections(
                        Map.of("close 1012", 1L),
                        0,
                        new LoadResult.Publications(300, 293, Map.of(429, 7L), 0, false),
                        new LoadResult.Connects(5, 100, Map.of(), null),
                        null),
                new LoadResult.Costs(cpuMicros, null, null, null, null, null),
                List.of(new LoadResult.TimelinePoint(
                        1, 50, 5000, 0, 5, new LoadResult.Delay(1.0, 2.5), new LoadResult.ServerUse(0.5, 64.0))));
    }

    private static Iteration iteration(
            double deliveriesPerSecond, @Nullable Double cpuMicros, @Nullable Double connectsPerSecond) {
        return new Iteration(3, deliveriesPerSecond, 50, connectsPerSecond, 2.5, cpuMicros, null);
    }
}
