package io.sluice.bench.soak;

import io.sluice.bench.audit.MetricsPage;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Looks at the gateway from outside and keeps the curves. For the thread of the run, which waits. */
final class Sampler implements AutoCloseable {
    private static final Map<String, Measure> METRICS = Map.of(
            "memory_log_reserved_bytes", Measure.LOG_RESERVED,
            "memory_log_retained_bytes", Measure.LOG_RETAINED,
            "memory_log_pinned_bytes", Measure.LOG_PINNED,
            "memory_log_index_bytes", Measure.LOG_INDEX,
            "subscribers_pending_bytes", Measure.PENDING,
            "connections_open", Measure.CONNECTIONS,
            "channels_open", Measure.CHANNELS,
            "hub_topics", Measure.TOPICS,
            "hub_ids", Measure.IDS);
    private static final double NANOS_PER_SECOND = 1e9;

    private final Map<Measure, Samples> curves = new EnumMap<>(Measure.class);
    private final MetricsPage metrics;
    private final @Nullable ProcessFiles files;
    private final @Nullable GatewayJvm jvm;
    private final LongSupplier clockNanos;
    private final long collectEveryNanos;
    private long collectedNanos;
    private long longestCollectionMillis;
    private long unanswered;
    private boolean warm;

    /** @throws IOException if there is a process to watch that cannot be */
    Sampler(SoakSettings settings, LongSupplier clockNanos) throws IOException {
        this.clockNanos = clockNanos;
        this.collectEveryNanos = settings.watch().collectEvery().toNanos();
        this.metrics = new MetricsPage(settings.gateway().push());
        Long pid = settings.gateway().pid();
        this.files = pid == null ? null : new ProcessFiles(pid);
        this.jvm = pid == null ? null : GatewayJvm.attach(pid);
        this.collectedNanos = Long.MIN_VALUE / 2;
        for (Measure measure : Measure.values()) {
            curves.put(measure, new Samples());
        }
    }

    /** Takes one sample of each series; the collection only when it is due. */
    void sample(Duration warmup) throws InterruptedException {
        double seconds = clockNanos.getAsLong() / NANOS_PER_SECOND;
        Map<String, Double> page = metrics.read();
        if (page == null) {
            unanswered++;
        } else {
            METRICS.forEach((name, measure) -> add(measure, seconds, page.get(name)));
        }
        if (files != null) {
            files.read().forEach((measure, value) -> add(measure, seconds, value));
        }
        if (jvm != null && clockNanos.getAsLong() - collectedNanos >= collectEveryNanos) {
            collect(jvm, seconds);
            if (!warm && seconds >= warmup.toSeconds()) {
                warm = true;
                jvm.markFirst();
            }
        }
    }

    private void collect(GatewayJvm machine, double seconds) {
        collectedNanos = clockNanos.getAsLong();
        try {
            machine.collectAndRead().forEach((measure, value) -> add(measure, seconds, value));
        } catch (IOException e) {
            unanswered++;
        }
        long millis = (clockNanos.getAsLong() - collectedNanos) / 1_000_000;
        longestCollectionMillis = Math.max(longestCollectionMillis, millis);
    }

    private void add(Measure measure, double seconds, @Nullable Double value) {
        Samples curve = curves.get(measure);
        if (curve != null && value != null && !value.isNaN()) {
            curve.add(seconds, value);
        }
    }

    /** The metrics now; null if there is no answer. */
    @Nullable
    Map<String, Double> metricsNow() throws InterruptedException {
        return metrics.read();
    }

    Map<Measure, Samples> curves() {
        return curves;
    }

    /** Looks that found no answer. */
    long unanswered() {
        return unanswered;
    }

    /** From the call to the answer, the pause of the gateway included. */
    long longestCollectionMillis() {
        return longestCollectionMillis;
    }

    /** Where to look if the heap grows; empty if no process is watched. */
    List<String> growths() {
        return jvm == null ? List.of() : jvm.growths();
    }

    @Override
    public void close() {
        metrics.close();
        if (jvm != null) {
            jvm.close();
        }
    }
}
