package io.sluice.server;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions that other threads make true. */
final class Eventually {

    private static final long POLL_NANOS = 2_000_000;

    private Eventually() {}

    /** Returns as soon as the condition holds. */
    static void await(String what, BooleanSupplier condition, Duration within) {
        await(() -> what, condition, within);
    }

    /** As above; what was awaited is put into words at the end, so that they can tell what was found. */
    static void await(Supplier<String> what, BooleanSupplier condition, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + within + ": " + what.get());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
