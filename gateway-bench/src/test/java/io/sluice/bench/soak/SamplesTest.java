package io.sluice.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private final Samples samples = new Samples();

    @Test
    void fewSamplesAreKeptAsTheyAre() {
        samples.add(1, 5);
        samples.add(2, 3);

        assertThat(samples.points()).containsExactly(Samples.Point.of(1, 5), Samples.Point.of(2, 3));
        assertThat(samples.smallest()).isEqualTo(3);
        assertThat(samples.largest()).isEqualTo(5);
    }

    @Test
    void aDayOfSecondsStaysBoundedAndKeepsItsLine() {
        for (int second = 0; second < 86_400; second++) {
            samples.add(second, 2.0 * second);
        }

        List<Samples.Point> points = samples.points();
        assertThat(points).hasSizeBetween(Samples.MAX_POINTS / 2, Samples.MAX_POINTS);
        assertThat(points).allSatisfy(point -> assertThat(point.value()).isCloseTo(2 * point.seconds(), within(1e-6)));
        assertThat(points.getFirst().seconds()).isLessThan(64);
        assertThat(points.getLast().seconds()).isGreaterThan(86_400 - 128);
    }

    @Test
    void eachPointIsTheMeanOfAsManySamplesAndKnowsItsPeak() {
        for (int i = 0; i < 4 * Samples.MAX_POINTS; i++) {
            samples.add(i, i == 1000 ? 100 : i % 2);
        }

        assertThat(samples.points()).hasSize(Samples.MAX_POINTS);
        assertThat(samples.points().get(0)).isEqualTo(new Samples.Point(1.5, 0.5, 0, 1));
        assertThat(samples.points().get(250).high()).isEqualTo(100);
        assertThat(samples.largest()).isEqualTo(100);
    }
}
