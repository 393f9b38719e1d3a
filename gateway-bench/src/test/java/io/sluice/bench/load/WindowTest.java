package io.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WindowTest {
    private final AtomicInteger signals = new AtomicInteger();

    @Test
    void aNumberIsCompletedByTheLastMemberThatPassesIt() {
        Window window = new Window(3, signals::incrementAndGet);
        window.pass(1, 4);
        window.pass(1, 2);
        assertThat(window.completed()).isZero();

        window.pass(1, 1);
        assertThat(window.completed()).isEqualTo(1);

        window.pass(2, 3);
        assertThat(window.completed()).isEqualTo(2);
    }

    @Test
    void aMemberThatLeavesIsNoLongerWaitedFor() {
        Window window = new Window(2, signals::incrementAndGet);
        window.pass(1, 5);
        window.pass(1, 2);

        window.leave(2);

        assertThat(window.completed()).isEqualTo(5);
    }

    @Test
    void aMemberThatWasAheadTakesItsProgressAlong() {
        Window window = new Window(2, signals::incrementAndGet);
        window.pass(1, 5);
        window.leave(5);
        assertThat(window.completed()).isZero();

        window.pass(1, 3);
        assertThat(window.completed()).isEqualTo(3);
    }

    @Test
    void nothingIsCompletedWhenNobodyIsLeft() {
        Window window = new Window(1, signals::incrementAndGet);
        window.pass(1, 1);
        window.leave(1);

        assertThat(window.completed()).isEqualTo(1);
    }

    @Test
    void anAdvanceSignalsOnceForEachTimeItWasAskedTo() {
        Window window = new Window(1, signals::incrementAndGet);
        window.pass(1, 1);
        assertThat(signals).hasValue(0);

        window.signalNextAdvance();
        window.pass(2, 3);
        window.pass(4, 4);
        assertThat(signals).hasValue(1);

        window.signalNextAdvance();
        window.pass(5, 5);
        assertThat(signals).hasValue(2);
    }

    @Test
    void slotsAreUsedAgainOnceTheirNumberIsCompleted() {
        Window window = new Window(2, signals::incrementAndGet);
        long rounds = 2L * Window.CAPACITY + 3;
        for (long sequence = 1; sequence <= rounds; sequence++) {
            window.pass(sequence, sequence);
            window.pass(sequence, sequence);
        }

        assertThat(window.completed()).isEqualTo(rounds);
        assertThat(window.isOpen(rounds + Window.CAPACITY)).isTrue();
        assertThat(window.isOpen(rounds + Window.CAPACITY + 1)).isFalse();
    }
}
