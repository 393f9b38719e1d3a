package io.sluice.delivery.shard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
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
    private final LongAdder overtaken = new LongAdder();
    private final LongAdder gapsLag = new LongAdder();
    private final LongAdder gapsLatest = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder unpinned = new LongAdder();
    private volatile int subscribers;
    private volatile Lag lag = new Lag(0, 0, 0, 0);

    private record Lag(int subscribers, long messages, long messagesMax, long pendingBytes) {}

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

    void countLag(List<Subscriber> all) {
        int behindSubscribers = 0;
        long messages = 0;
        long messagesMax = 0;
        long pendingBytes = 0;
        for (Subscriber subscriber : all) {
            long behind = subscriber.behindMessages();
            behindSubscribers += behind > 0 ? 1 : 0;
            messages += behind;
            messagesMax = Math.max(messagesMax, behind);
            pendingBytes += subscriber.connection.pendingBytes();
        }
        lag = new Lag(behindSubscribers, messages, messagesMax, pendingBytes);
    }

    void countOvertaken() {
        overtaken.increment();
    }

    void countUnpinned() {
        unpinned.increment();
    }

    void countGap(Gap gap) {
        switch (gap.reason()) {
            case LAG -> gapsLag.increment();
            case LATEST -> gapsLatest.increment();
        }
        skipped.add(gap.skipped());
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

    /** Connections whose cursors were not at the heads at the last census. */
    public int behindSubscribers() {
        return lag.subscribers();
    }

    /** Publications between all cursors and their heads at the last census. */
    public long behindMessages() {
        return lag.messages();
    }

    /** The same of the connection that was furthest behind. */
    public long behindMessagesMax() {
        return lag.messagesMax();
    }

    /** Bytes handed to channels that the kernel had not taken at the last census. */
    public long pendingBytes() {
        return lag.pendingBytes();
    }

    /** Connections closed because retention overtook a cursor. */
    public long overtaken() {
        return overtaken.sum();
    }

    /** Connections closed because they kept memory from being freed that publications needed. */
    public long unpinned() {
        return unpinned.sum();
    }

    /** Gaps told to clients for this reason. */
    public long gaps(Gap.Reason reason) {
        return switch (reason) {
            case LAG -> gapsLag.sum();
            case LATEST -> gapsLatest.sum();
        };
    }

    /** Publications that the gaps told of left out. */
    public long skipped() {
        return skipped.sum();
    }

    /** Adds what was recorded since the last call: microseconds from publish to write, sampled once per 16 subscribers. */
    public void drainLatencyTo(Histogram sum) {
        sum.add(latencyMicros.getIntervalHistogram());
    }
}
