package io.sluice.delivery.hub;

import io.sluice.delivery.loop.OwnerLoop;
import java.util.concurrent.TimeUnit;

/** Time of day that never jumps: the wall clock at start, moved on by the loop's clock. */
final class HubClock {

    private final OwnerLoop loop;
    private final long startNanos;
    private final long startMillis;

    HubClock(OwnerLoop loop, long startMillis) {
        this.loop = loop;
        this.startNanos = loop.nanoTime();
        this.startMillis = startMillis;
    }

    /** Since 1970-01-01 UTC. */
    long millis() {
        return startMillis + TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - startNanos);
    }

    long nanos() {
        return loop.nanoTime();
    }
}
