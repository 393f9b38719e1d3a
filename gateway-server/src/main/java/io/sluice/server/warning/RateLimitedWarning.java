package io.sluice.server.warning;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Passes at most one warning per interval and says how many were left out. Thread-safe. */
public final class RateLimitedWarning {

    private static final Duration UNEXPECTED_INTERVAL = Duration.ofSeconds(10);

    private final long intervalNs;
    private final LongSupplier nanoClock;
    private final BiConsumer<String, @Nullable Throwable> sink;
    private final AtomicLong nextNs;
    private final AtomicLong suppressed = new AtomicLong();

    /** The first one comes at once. */
    public RateLimitedWarning(Duration interval, LongSupplier nanoClock, Consumer<String> sink) {
        this(interval, nanoClock, (text, failure) -> sink.accept(text));
    }

    private RateLimitedWarning(
            Duration interval, LongSupplier nanoClock, BiConsumer<String, @Nullable Throwable> sink) {
        this.intervalNs = interval.toNanos();
        this.nanoClock = nanoClock;
        this.sink = sink;
        this.nextNs = new AtomicLong(nanoClock.getAsLong());
    }

    /** For what must not happen, and then may happen with every request: one trace in ten seconds. */
    public static RateLimitedWarning unexpected(Logger log) {
        return withTraces(UNEXPECTED_INTERVAL, System::nanoTime, log::warn);
    }

    static RateLimitedWarning withTraces(
            Duration interval, LongSupplier nanoClock, BiConsumer<String, @Nullable Throwable> sink) {
        return new RateLimitedWarning(interval, nanoClock, sink);
    }

    /** Warns, or counts it for the next that does. */
    public void warn(String text) {
        warn(text, null);
    }

    /** The same with a trace, which is left out with the text. */
    public void warn(String text, @Nullable Throwable failure) {
        long nowNs = nanoClock.getAsLong();
        long dueNs = nextNs.get();
        if (nowNs - dueNs < 0 || !nextNs.compareAndSet(dueNs, nowNs + intervalNs)) {
            suppressed.incrementAndGet();
            return;
        }
        long leftOut = suppressed.getAndSet(0);
        sink.accept(leftOut == 0 ? text : text + " (" + leftOut + " more since the last such warning)", failure);
    }
}
