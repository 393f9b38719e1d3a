package io.sluice.server.subscriber.websocket;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;

/** Counts connections that agreed to compression, and what it cost and saved. Thread-safe. */
final class CompressionMetrics {

    private final Counter negotiated;
    private final Counter compressed;
    private final Counter plain;
    private final Counter plainBytes;
    private final Counter compressedBytes;
    private final Counter nanos;

    /**
     * Counters of one client port.
     *
     * @param registry gets the metrics whose names begin with {@code compression.}
     */
    CompressionMetrics(MetricRegistry registry) {
        negotiated = registry.counter("compression.negotiated");
        compressed = registry.counter("compression.publications.compressed");
        plain = registry.counter("compression.publications.plain");
        plainBytes = registry.counter("compression.input-bytes");
        compressedBytes = registry.counter("compression.output-bytes");
        nanos = registry.counter("compression.nanos");
    }

    void countNegotiated() {
        negotiated.inc();
    }

    void countCompressed(int fromBytes, int toBytes) {
        compressed.inc();
        plainBytes.inc(fromBytes);
        compressedBytes.inc(toBytes);
    }

    void countPlain() {
        plain.inc();
    }

    void countNanos(long spent) {
        nanos.inc(spent);
    }
}
