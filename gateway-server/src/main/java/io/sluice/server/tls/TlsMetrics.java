package io.sluice.server.tls;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** What is counted of one port's TLS. All counters exist from the start, so that a graph shows zeros. Thread-safe. */
final class TlsMetrics {

    private final Counter handshakes;
    private final Counter resumed;
    private final Counter reloads;
    private final Counter reloadFailures;
    private final Map<TlsFailure, Counter> failures = new EnumMap<>(TlsFailure.class);

    /**
     * The metrics of one port.
     *
     * @param secondsLeft until the certificate expires
     */
    TlsMetrics(String port, LongSupplier secondsLeft, MetricRegistry registry) {
        String prefix = "tls." + port + ".";
        handshakes = registry.counter(prefix + "handshakes");
        resumed = registry.counter(prefix + "resumed");
        reloads = registry.counter(prefix + "reloads");
        reloadFailures = registry.counter(prefix + "reload-failures");
        for (TlsFailure failure : TlsFailure.values()) {
            failures.put(failure, registry.counter(prefix + "failed." + failure.word()));
        }
        registry.register(prefix + "certificate-seconds-left", (Gauge<Long>) secondsLeft::getAsLong);
    }

    void countHandshake(boolean wasResumed) {
        handshakes.inc();
        if (wasResumed) {
            resumed.inc();
        }
    }

    void count(TlsFailure failure) {
        Counter counter = failures.get(failure);
        if (counter != null) {
            counter.inc();
        }
    }

    void countReload() {
        reloads.inc();
    }

    void countReloadFailure() {
        reloadFailures.inc();
    }
}
