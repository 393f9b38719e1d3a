package io.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void aSteadyRateHasEqualSteps() {
        Schedule schedule = new Schedule.Steady(50);

        assertThat(schedule.dueNanos(0)).isZero();
        assertThat(schedule.dueNanos(100)).isEqualTo(2 * SECOND);
        assertThat(schedule.dueBefore(3 * SECOND)).isEqualTo(150);
    }

    @Test
    void aRampBeginsAfterTheWarmupAndStaysWhereItEnds() {
        Schedule ramp = new Schedule.Ramp(100, 300, 2, 10);

        assertThat(ramp.dueNanos(100)).isEqualTo(SECOND);
        assertThat(ramp.dueNanos(200)).isEqualTo(2 * SECOND);
        assertThat(ramp.dueBefore(12 * SECOND)).isEqualTo(200 + 2000);
        assertThat(ramp.dueNanos(2200 + 300)).isCloseTo(13 * SECOND, within(10L));
        assertThat(ramp.dueBefore(13 * SECOND)).isEqualTo(2200 + 300);
    }

    @ParameterizedTest
    @CsvSource({"100, 300", "300, 100", "0, 500", "200, 200"})
    void whatIsDueAtAMomentIsDueThenAndNotBefore(double from, double to) {
        Schedule ramp = new Schedule.Ramp(from, to, 1, 5);
        for (long published = 0; published < 2000; published += 7) {
            long dueNanos = ramp.dueNanos(published);
            assertThat(ramp.dueBefore(dueNanos)).isCloseTo((double) published, within(0.001));
        }
    }
}
