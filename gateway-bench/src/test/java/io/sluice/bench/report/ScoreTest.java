package io.sluice.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ScoreTest {

    @Test
    void theErrorIsThatOfStudentsT() {
        // t for 99.9 % and 4 degrees of freedom is 8.610; the standard deviation of 1 to 5 is the root of 2.5.
        Score score = Objects.requireNonNull(Score.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0)));

        assertThat(score.mean()).isEqualTo(3);
        assertThat(score.samples()).isEqualTo(5);
        assertThat(score.error()).isCloseTo(8.610 * Math.sqrt(2.5) / Math.sqrt(5), within(0.001));
        assertThat(score.text("%.1f")).isEqualTo("3.0 ± 6.1");
    }

    @Test
    void oneSampleHasNoError() {
        assertThat(Score.of(List.of(7.0))).isEqualTo(new Score(7, null, 1));
        assertThat(new Score(7, null, 1).text("%.0f")).isEqualTo("7");
    }

    @Test
    void nothingHasNoScore() {
        assertThat(Score.of(List.of())).isNull();
    }
}
