package io.sluice.server.warning;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Passes at most one warning per interval and says how many were left out. Thread-safe. */
public final class RateLimitedWarning {

    private final long intervalNs;
    private final LongSupplier nanoClock;
    private final Consumer<String> sink;
    private final AtomicLong nextNs;
    private final AtomicLong suppressed = new AtomicLong();

    /** The first one comes at once. */
    public RateLimitedWarning(Duration interval, LongSupplier nanoClock, Consumer<String> sink) {
        this.intervalNs = interval.toNanos();
        this.nanoClock = nanoClock;
        this.sink = sink;
        this.nextNs = new AtomicLong(nanoClock.getAsLong());
    }

    /** Warns, or counts it for the next that does. */
    public void warn(String text) {
        long nowNs = nanoClock.getAsLong();
        long dueNs = nextNs.get();
        if (nowNs - dueNs < 0 || !nextNs.compareAndSet(dueNs, nowNs + intervalNs)) {
            suppressed.incrementAndGet();
            return;
        }
        long leftOut = suppressed.getAndSet(0);
        sink.accept(leftOut == 0 ? text : text + " (" + leftOut + " more since the last such warning)");
    }
}
