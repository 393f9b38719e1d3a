package io.sluice.bench.report.page;

import static io.sluice.bench.report.page.Results.passed;
import static io.sluice.bench.report.page.Results.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.bench.html.Series.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void aSummaryIsShownWithoutInventingWhatLiesBetween() {
        assertThat(Latencies.of(List.of(run(passed("busy/sluice/1", 10, 10)))))
                .containsExactly(
                        Point.of(50, 1), Point.of(90, 2), Point.of(99, 3), Point.of(99.9, 4), Point.of(100, 5));
    }

    @Test
    void distributionsOfSeveralRunsAreReadAtTheSamePlaces() {
        List<Point> points = Latencies.of(List.of(distribution(1000), distribution(2000), distribution(4000)));

        assertThat(points).contains(new Point(10, 20, 10, 40), new Point(97.5, 196, 98, 392));
        assertThat(points.getLast()).isEqualTo(new Point(100, 200, 100, 400));
        // From 99.5 on the runs have nothing but their maximum.
        assertThat(points).extracting(Point::x).doesNotContain(99.5, 99.99);
    }

    @Test
    void aRunWithoutLatenciesLeavesThePlotEmpty() {
        ObjectNode nothing = passed("busy/sluice/1", 10, 10);
        nothing.withObject("/throughput").putNull("latency");

        assertThat(Latencies.of(List.of(run(nothing), distribution(1)))).isEmpty();
    }

    /** Whole percentiles only; each takes so many microseconds more than the one before. */
    private static Run distribution(int micros) {
        ObjectNode result = passed("busy/sluice/1", 10, 10);
        ObjectNode latency = result.withObject("/throughput/latency");
        latency.removeAll();
        ArrayNode distribution = latency.putArray("distribution");
        for (int percentile = 0; percentile <= 100; percentile++) {
            distribution.addObject().put("percentile", percentile + 0.0).put("micros", (double) percentile * micros);
        }
        return run(result);
    }
}
