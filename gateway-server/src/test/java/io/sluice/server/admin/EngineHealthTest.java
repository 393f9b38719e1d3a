package io.sluice.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

/** When a gateway whose engine is elsewhere gets no new work. */
class EngineHealthTest {

    private final ArrayDeque<Runnable> underWay = new ArrayDeque<>();
    private long nowNanos = Long.MAX_VALUE - 1_000_000_000L;
    private final EngineHealth health = new EngineHealth(underWay::add, Duration.ofSeconds(5), () -> nowNanos);

    private void pass(Duration time) {
        nowNanos += time.toNanos();
        health.tick();
    }

    @Test
    void itIsReadyWhileCanariesComeBack() {
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofSeconds(1));
            underWay.remove().run();
            assertThat(health.readiness().ok()).isTrue();
        }
    }

    @Test
    void itIsNotReadyOnceNothingHasComeBackForLongerThanTheGrace() {
        pass(Duration.ofSeconds(5));
        assertThat(health.readiness().ok()).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(health.readiness().ok()).isFalse();
        assertThat(health.readiness().detail()).contains("5001 ms");
    }

    @Test
    void aLostCanaryIsSentAgainAndTheFirstThatReturnsMakesItReady() {
        for (int i = 0; i < 8; i++) {
            pass(Duration.ofSeconds(1));
        }
        assertThat(health.readiness().ok()).isFalse();
        assertThat(underWay).hasSize(8);
        underWay.removeLast().run();
        assertThat(health.readiness().ok()).isTrue();
    }

    @Test
    void oneThatIsUnderWayIsWaitedForASecond() {
        pass(Duration.ofMillis(300));
        pass(Duration.ofMillis(300));
        pass(Duration.ofMillis(300));
        assertThat(underWay).hasSize(1);
    }
}
