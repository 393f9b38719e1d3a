package io.sluice.server.publisher;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.LockFreeExponentiallyDecayingReservoir;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is counted here; the names are fixed, whatever publishers send.
 *
 * <ul>
 *   <li>{@code push.accepted}: publications that stand in the log of every topic named, lines of batches included
 *   <li>{@code push.refused.<code>}: requests and lines of batches refused, by the code of the problem
 *   <li>{@code push.outcome-time}: from the end of a request or line to its outcome
 *   <li>{@code push.connections.open}: publisher connections now
 *   <li>{@code push.batches}: batches begun
 *   <li>{@code push.traces-ignored}: values of {@code traceparent} that are none
 * </ul>
 */
final class PushMetrics {

    private final Counter accepted;
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);
    private final Timer outcomeTime;
    private final LongAdder open = new LongAdder();
    private final Counter batches;
    private final Counter tracesIgnored;

    PushMetrics(MetricRegistry registry) {
        accepted = registry.counter("push.accepted");
        for (Refusal refusal : Refusal.values()) {
            refused.put(refusal, registry.counter("push.refused." + refusal.code()));
        }
        outcomeTime = registry.timer(
                "push.outcome-time",
                () -> new Timer(LockFreeExponentiallyDecayingReservoir.builder().build()));
        registry.register("push.connections.open", (Gauge<Long>) open::sum);
        batches = registry.counter("push.batches");
        tracesIgnored = registry.counter("push.traces-ignored");
    }

    void onAccepted(long sinceNs) {
        accepted.inc();
        outcomeTime.update(System.nanoTime() - sinceNs, TimeUnit.NANOSECONDS);
    }

    void onRefused(Refusal refusal) {
        Counter counter = refused.get(refusal);
        if (counter != null) {
            counter.inc();
        }
    }

    void onBatch() {
        batches.inc();
    }

    void onTraceIgnored() {
        tracesIgnored.inc();
    }

    LongAdder open() {
        return open;
    }
}
