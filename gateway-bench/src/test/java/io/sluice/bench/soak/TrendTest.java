package io.sluice.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrendTest {
    private static final int MINUTES = 60;
    private static final double MEBIBYTE = 1 << 20;

    private final Random random = new Random(1);

    @Test
    void aLineIsFoundInNoiseAndItsIntervalHoldsIt() {
        Trend trend = line(600, 60, second -> 40 * MEBIBYTE + 6 * MEBIBYTE * second / 3600 + noise());

        assertThat(trend.perHour()).isCloseTo(6 * MEBIBYTE, within(2 * MEBIBYTE));
        assertThat(6 * MEBIBYTE).isBetween(trend.lowPerHour(), trend.highPerHour());
    }

    @Test
    void theWarmupDoesNotCount() {
        Trend trend = line(600, 100, second -> second < 100 ? second : 100);

        assertThat(trend.perHour()).isCloseTo(0, within(1e-6));
        assertThat(trend.line().fromSeconds()).isGreaterThanOrEqualTo(100);
    }

    @Test
    void tooFewSamplesGiveNoTrend() {
        assertThat(trend(3, 0, second -> second)).isNull();
        assertThat(Measure.LIVE_HEAP.fails(trend(3, 0, second -> second * MEBIBYTE)))
                .isFalse();
    }

    @Test
    void aLeakOfTenMebibytesAnHourFailsAnHour() {
        Trend trend = trend(60 * MINUTES, 600, second -> 40 * MEBIBYTE + 10 * MEBIBYTE * second / 3600 + noise());

        assertThat(Measure.LIVE_HEAP.fails(trend)).isTrue();
    }

    @Test
    void aLevelHeapWithNoiseDoesNotFail() {
        assertThat(Measure.LIVE_HEAP.fails(trend(60 * MINUTES, 600, second -> 40 * MEBIBYTE + noise())))
                .isFalse();
    }

    @Test
    void aSteepClimbOfNextToNothingDoesNotFail() {
        Trend trend = line(40, 10, second -> 40 * MEBIBYTE + 0.05 * MEBIBYTE * second);

        assertThat(trend.perHour()).isGreaterThan(100 * MEBIBYTE);
        assertThat(Measure.LIVE_HEAP.fails(trend)).isFalse();
    }

    @Test
    void aClimbWithinTheToleranceDoesNotFailADay() {
        double tolerance = Measure.LIVE_HEAP.tolerancePerHour();

        assertThat(Measure.LIVE_HEAP.fails(trend(24 * 60 * MINUTES, 600, second -> 0.8 * tolerance * second / 3600)))
                .isFalse();
        assertThat(Measure.LIVE_HEAP.fails(trend(24 * 60 * MINUTES, 600, second -> 1.2 * tolerance * second / 3600)))
                .isTrue();
    }

    @Test
    void neighboursThatAreAlikeDoNotMakeItSure() {
        // A walk at random: nothing pulls it anywhere, and each sample is nearly the one before.
        double[] level = {0};
        int failures = 0;
        for (int run = 0; run < 40; run++) {
            level[0] = 0;
            Trend trend = trend(600, 0, second -> level[0] = 0.9 * level[0] + noise());
            failures += trend != null && trend.lowPerHour() > 0 ? 1 : 0;
        }

        // One side of a 95 % interval is 2.5 %; taking each sample for itself would make it a multiple.
        assertThat(failures).isLessThanOrEqualTo(6);
    }

    private double noise() {
        return random.nextGaussian() * MEBIBYTE;
    }

    private static Trend line(int seconds, double warmupSeconds, IntToDoubleFunction value) {
        return Objects.requireNonNull(trend(seconds, warmupSeconds, value));
    }

    private static @Nullable Trend trend(int seconds, double warmupSeconds, IntToDoubleFunction value) {
        Samples samples = new Samples();
        for (int second = 0; second < seconds; second++) {
            samples.add(second, value.applyAsDouble(second));
        }
        return Trend.of(samples.points(), warmupSeconds);
    }
}
