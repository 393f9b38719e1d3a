package io.sluice.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the sockets of a loop wait for company. */
class CoalescingIoHandlerTest {

    private static final long PAUSE_NANOS = 500_000;

    private final List<Long> parkedNanos = new ArrayList<>();
    private long nowNanos = 1_000_000_000;
    private long pauseNanos = PAUSE_NANOS;
    private int runs;
    private final CoalescingIoHandler handler =
            new CoalescingIoHandler(new Counting(), () -> pauseNanos, () -> nowNanos, nanos -> {
                parkedNanos.add(nanos);
                nowNanos += nanos;
            });

    private void run(boolean canBlock, long delayNanos) {
        handler.run(new Context(canBlock, delayNanos));
    }

    private void runIdle() {
        run(true, Long.MAX_VALUE);
    }

    @Test
    void socketsWaitForTheRestOfThePauseAfterTheLastWakeUp() {
        runIdle();
        nowNanos += 100_000;
        runIdle();
        assertThat(parkedNanos).containsExactly(PAUSE_NANOS, PAUSE_NANOS - 100_000);
        assertThat(runs).isEqualTo(2);
    }

    @Test
    void whatComesAfterThePauseIsTakenAtOnce() {
        nowNanos += PAUSE_NANOS;
        runIdle();
        assertThat(parkedNanos).isEmpty();
    }

    @Test
    void whereNothingIsShortNothingWaits() {
        pauseNanos = 0;
        runIdle();
        assertThat(parkedNanos).isEmpty();
    }

    @Test
    void aTaskThatIsReadyIsNotKeptWaiting() {
        run(false, 0);
        assertThat(parkedNanos).isEmpty();
    }

    @Test
    void aTimerIsNotKeptWaitingForLongerThanItHasTo() {
        run(true, 120_000);
        assertThat(parkedNanos).containsExactly(120_000L);
    }

    @Test
    void aRestTooShortToSleepIsNotSlept() {
        nowNanos += PAUSE_NANOS - 10_000;
        runIdle();
        assertThat(parkedNanos).isEmpty();
    }

    private final class Counting implements IoHandler {

        @Override
        public int run(IoHandlerContext context) {
            runs++;
            return 0;
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wakeup() {}

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return false;
        }
    }

    private record Context(boolean canBlock, long delay) implements IoHandlerContext {

        @Override
        public long delayNanos(long currentTimeNanos) {
            return delay;
        }

        @Override
        public long deadlineNanos() {
            return -1;
        }
    }
}
