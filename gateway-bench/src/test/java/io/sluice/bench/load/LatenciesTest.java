package io.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.report.LoadResult.Delay;
import io.sluice.bench.report.LoadResult.Latency;
import io.sluice.bench.report.LoadResult.PercentilePoint;
import java.util.Comparator;
import java.util.Objects;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private static final long MILLI = 1_000_000;
    private final Latencies latencies = new Latencies();

    @Test
    void theDistributionRisesToTheMaximumInABoundedNumberOfPoints() {
        for (int i = 1; i <= 1_000_000; i++) {
            latencies.record(i * 1000L, true);
        }

        Latency latency = Objects.requireNonNull(latencies.measured());
        assertThat(latency.distribution())
                .hasSizeBetween(50, 300)
                .isSortedAccordingTo(Comparator.comparingDouble(PercentilePoint::percentile))
                .isSortedAccordingTo(Comparator.comparingDouble(PercentilePoint::micros))
                .last()
                .isEqualTo(new PercentilePoint(100, latency.maxMicros()));
        assertThat(latency.p50Micros()).isCloseTo(500_000, Percentage.withPercentage(0.2));
    }

    @Test
    void aSecondShowsWhatArrivedInItAndAnIterationWhatIsMeasuredOfIt() {
        latencies.record(MILLI, false);
        assertThat(micros(latencies.takeSecond())).isCloseTo(1_000, Percentage.withPercentage(0.2));

        latencies.record(5 * MILLI, true);
        assertThat(micros(latencies.takeSecond())).isCloseTo(5_000, Percentage.withPercentage(0.2));
        assertThat(latencies.takeSecond()).isEqualTo(new Delay(null, null));
        assertThat(micros(latencies.takeIteration())).isCloseTo(5_000, Percentage.withPercentage(0.2));
        assertThat(latencies.takeIteration()).isEqualTo(new Delay(null, null));
    }

    @Test
    void nothingMeasuredIsNoLatency() {
        latencies.record(MILLI, false);

        assertThat(latencies.measured()).isNull();
    }

    private static double micros(Delay delay) {
        return Objects.requireNonNull(delay.p99Micros());
    }
}
