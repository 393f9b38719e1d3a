package io.sluice.delivery.shard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * A shard's own counts. Written on the shard's loop without atomics, since there is one writer; read by any thread, which
 * may see them a moment late.
 */
public final class ShardMetrics {

    private static final VarHandle DELIVERIES;
    private static final VarHandle DELIVERED_BYTES;
    private static final VarHandle PASSES;
    private static final long MAX_LATENCY_MICROS = TimeUnit.MINUTES.toMicros(10);

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            DELIVERIES = lookup.findVarHandle(ShardMetrics.class, "deliveries", long.class);
            DELIVERED_BYTES = lookup.findVarHandle(ShardMetrics.class, "deliveredBytes", long.class);
            PASSES = lookup.findVarHandle(ShardMetrics.class, "passes", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SingleWriterRecorder latencyMicros = new SingleWriterRecorder(MAX_LATENCY_MICROS, 2);
    private long deliveries;
    private long deliveredBytes;
    private long passes;
    private volatile int subscribers;

    void countDelivered(int messages, int bytes) {
        DELIVERIES.setOpaque(this, deliveries + messages);
        DELIVERED_BYTES.setOpaque(this, deliveredBytes + bytes);
    }

    void countPass() {
        PASSES.setOpaque(this, passes + 1);
    }

    void countSubscribers(int count) {
        subscribers = count;
    }

    void recordLatency(long nanos) {
        latencyMicros.recordValue(Math.clamp(nanos / 1000, 0, MAX_LATENCY_MICROS));
    }

    /** Publications handed to sockets: one per subscriber and publication. */
    public long deliveries() {
        return (long) DELIVERIES.getOpaque(this);
    }

    /** Wire bytes handed to sockets. */
    public long deliveredBytes() {
        return (long) DELIVERED_BYTES.getOpaque(this);
    }

    /** Delivery passes over feeds with news. */
    public long passes() {
        return (long) PASSES.getOpaque(this);
    }

    /** Connections with a place on this shard. */
    public int subscribers() {
        return subscribers;
    }

    /** Adds what was recorded since the last call: microseconds from publish to write, sampled once per 16 subscribers. */
    public void drainLatencyTo(Histogram sum) {
        sum.add(latencyMicros.getIntervalHistogram());
    }
}
