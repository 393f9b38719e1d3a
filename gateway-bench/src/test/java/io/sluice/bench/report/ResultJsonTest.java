package io.sluice.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
                        "settings", "passed", "failures", "limitedBy", "throughput", "audit", "connections", "costs");
        assertThat(json.at("/settings/warmup").asText()).isEqualTo("PT5S");
        assertThat(json.at("/passed").asBoolean(true)).isFalse();
        assertThat(json.at("/throughput/latency/p999Micros").asDouble()).isEqualTo(3.0);
        assertThat(json.at("/audit/lost").asLong()).isEqualTo(3);
        assertThat(json.at("/connections/refused/429").asLong()).isEqualTo(7);
        assertThat(json.at("/connections/closed/close 1012").asLong()).isEqualTo(1);
        assertThat(json.at("/costs/serverCores").isNull()).isTrue();
    }

    @Test
    void aResultForPeopleNamesEveryFailure() {
        String text = ResultText.of(result("x", 5000, null, List.of("lost: 3", "duplicated: 1")));

        assertThat(text).contains("FAILED: lost: 3; duplicated: 1", "deliveries   5,000/s", "? cores busy");
    }

    @Test
    void aTableShowsTheMedianOfTheRatiosOfEachRepetition(@TempDir Path folder) throws IOException {
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
                        floor -> assertThat(floor).contains("floor", "100", "1.00x"),
                        sluice -> assertThat(sluice).contains("sluice", "400", "4.00x"));
    }

    private static LoadResult result(
            String label, double deliveriesPerSecond, @Nullable Double cpuMicros, List<String> failures) {
        return new LoadResult(
                new Settings(label, Duration.ofSeconds(5)),
                failures,
                "the rate that was asked for",
                new LoadResult.Throughput(6, deliveriesPerSecond, 50, new LoadResult.Latency(1, 2, 2.5, 3, 4)),
                new LoadResult.Audit(3, 0, 0, 0),
                new LoadResult.Connections(Map.of("close 1012", 1L), 0, 300, 293, Map.of(429, 7L), 0, false),
                new LoadResult.Costs(cpuMicros, null, null, null, null));
    }
}
