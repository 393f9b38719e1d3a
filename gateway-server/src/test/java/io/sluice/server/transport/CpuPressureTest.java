package io.sluice.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How the pause follows the use of the processors. */
class CpuPressureTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Duration MOST = Duration.ofNanos(600_000);

    private long cpuNanos = 5 * SECOND;
    private long nowNanos = -3 * SECOND;
    private final CpuPressure pressure = new CpuPressure(MOST, 2, () -> cpuNanos, () -> nowNanos);

    private void use(double processors) {
        cpuNanos += (long) (processors * SECOND);
        nowNanos += SECOND;
        pressure.sample();
    }

    @Test
    void nothingWaitsBeforeTheFirstLookOrWhileHalfOfTheProcessorsIsIdle() {
        assertThat(pressure.pauseNanos()).isZero();
        use(1);
        assertThat(pressure.share()).isEqualTo(0.5, within(1e-9));
        assertThat(pressure.pauseNanos()).isZero();
    }

    @Test
    void thePauseGrowsWithTheUseUpToItsMost() {
        use(1.3);
        assertThat(pressure.pauseNanos()).isCloseTo(MOST.toNanos() / 2, within(10L));
        use(1.6);
        assertThat(pressure.pauseNanos()).isCloseTo(MOST.toNanos(), within(10L));
        use(2);
        assertThat(pressure.pauseNanos()).isEqualTo(MOST.toNanos());
    }

    @Test
    void itEndsWhenTheUseDoes() {
        use(2);
        use(0.1);
        assertThat(pressure.pauseNanos()).isZero();
    }

    @Test
    void aSystemThatDoesNotTellMakesNothingWait() {
        use(2);
        cpuNanos = -1;
        CpuPressure untold = new CpuPressure(MOST, 2, () -> cpuNanos, () -> nowNanos);
        nowNanos += SECOND;
        untold.sample();
        assertThat(untold.pauseNanos()).isZero();
    }
}
