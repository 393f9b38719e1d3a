package io.sluice.bench.load;

import io.sluice.bench.wire.Stamp;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * All subscribers together: what they received, how late, and who left. Owned by the reader thread; only the counters
 * {@link #deliveries} and {@link #open} may be read from elsewhere.
 */
final class Audience {
    private static final long LOWEST_NANOS = 1_000;
    private static final long HIGHEST_NANOS = 600_000_000_000L;

    private final Account account;
    private final long tag;
    private final int audited;
    private final Histogram latencyNanos = new Histogram(LOWEST_NANOS, HIGHEST_NANOS, 3);
    private final Map<String, Long> closed = new TreeMap<>();
    private final AtomicLong visibleDeliveries = new AtomicLong();
    private final AtomicLong visibleOpen = new AtomicLong();
    private Timeline timeline = Timeline.notStarted();
    private long deliveries;
    private long stalledClosed;
    private long readAtNanos;

    /** @param audited subscribers with a lower index must see every message; the others are stalled on purpose */
    Audience(Account account, long tag, int audited) {
        this.account = account;
        this.tag = tag;
        this.audited = audited;
    }

    /** Publishing starts; due times count from the origin of this timeline. */
    void begin(Timeline started) {
        timeline = started;
    }

    void joined(int open) {
        visibleOpen.set(open);
    }

    /** Everything until {@link #endRead} arrived at this moment: the clock costs more than a message. */
    void startRead() {
        readAtNanos = timeline.nowNanos();
    }

    void message(int subscriber, ByteBuffer bytes, int at, int keptBytes) {
        if (keptBytes < Stamp.BYTES || Stamp.tag(bytes, at) != tag) {
            account.receivedForeign();
            return;
        }
        if (account.received(subscriber, Stamp.sequence(bytes, at))) {
            deliveries++;
            long dueNanos = Stamp.dueNanos(bytes, at);
            if (timeline.isMeasured(dueNanos)) {
                latencyNanos.recordValue(Math.clamp(readAtNanos - dueNanos, 0, HIGHEST_NANOS));
            }
        }
    }

    void endRead() {
        visibleDeliveries.lazySet(deliveries);
    }

    void left(int subscriber, String reason) {
        visibleOpen.decrementAndGet();
        if (subscriber >= audited) {
            stalledClosed++;
        } else {
            closed.merge(reason, 1L, Long::sum);
            account.left(subscriber);
        }
    }

    /** Deliveries so far, first arrivals only. */
    long deliveries() {
        return visibleDeliveries.get();
    }

    long open() {
        return visibleOpen.get();
    }

    Account account() {
        return account;
    }

    Histogram latencyNanos() {
        return latencyNanos;
    }

    /** How many audited subscribers were closed, by reason. */
    Map<String, Long> closed() {
        return closed;
    }

    long stalledClosed() {
        return stalledClosed;
    }
}
