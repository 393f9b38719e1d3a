package io.sluice.server.subscriber.handshake;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Counts refused handshakes by reason. All counters exist from the start, so that a graph shows zeros. Thread-safe. */
final class Refusals {

    private static final String PREFIX = "handshake.refused.";

    private final Map<Refusal, Counter> counters = new EnumMap<>(Refusal.class);

    Refusals(MetricRegistry metrics) {
        for (Refusal refusal : Refusal.values()) {
            counters.put(refusal, metrics.counter(PREFIX + refusal.word()));
        }
    }

    void count(Refusal refusal) {
        Counter counter = counters.get(refusal);
        if (counter != null) {
            counter.inc();
        }
    }
}
