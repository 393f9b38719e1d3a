package io.sluice.bench.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SilenceTest {
    private static final long MILLI = 1_000_000;

    private long nowNanos;
    private final Stalls stalls = new Stalls(() -> nowNanos);
    private final Silence silence = new Silence(() -> nowNanos, stalls);

    @Test
    void aMachineThatStoodStillIsToldAndNotHeldAgainstTheGateway() {
        silence.heard();
        run(200);
        nowNanos += 1500 * MILLI;
        stalls.tick();
        run(300);
        silence.heard();

        assertThat(silence.longestNanos()).isEqualTo(2000 * MILLI);
        assertThat(silence.longestNetNanos()).isEqualTo(520 * MILLI);
        assertThat(stalls.summary()).isEqualTo(new Stalls.Summary(1, 1480, 1480));
    }

    @Test
    void aStallThatTheTickerHasNotSeenYetCountsAlready() {
        silence.heard();
        nowNanos += 1500 * MILLI;
        silence.heard();
        stalls.tick();

        assertThat(silence.longestNetNanos()).isEqualTo(20 * MILLI);
        assertThat(stalls.summary().count()).isEqualTo(1);
    }

    @Test
    void aTickThatIsALittleLateIsNoStall() {
        silence.heard();
        for (int i = 0; i < 20; i++) {
            nowNanos += 100 * MILLI;
            stalls.tick();
        }
        silence.heard();

        assertThat(silence.longestNetNanos()).isEqualTo(2000 * MILLI);
        assertThat(stalls.summary().count()).isZero();
    }

    @Test
    void silenceWithoutEndIsFoundByLooking() {
        silence.heard();
        run(3000);
        silence.look();

        assertThat(silence.longestNetNanos()).isEqualTo(3000 * MILLI);
    }

    @Test
    void whoIsNotListeningHearsNoSilence() {
        silence.heard();
        run(100);
        silence.pause();
        run(3000);
        silence.look();
        silence.heard();

        assertThat(silence.longestNetNanos()).isEqualTo(100 * MILLI);
    }

    private void run(long millis) {
        for (long passed = 0; passed < millis; passed += 20) {
            nowNanos += 20 * MILLI;
            stalls.tick();
        }
    }
}
