package io.sluice.bench.load;

import io.sluice.bench.wire.Stamp;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All subscribers together: what they received, how late, and who left. Owned by the reader thread; only the counters
 * {@link #deliveries} and {@link #open} may be read from elsewhere.
 */
final class Audience {
    private final Account account;
    private final long tag;
    private final Latencies latencies = new Latencies();
    private final Map<String, Long> closed = new TreeMap<>();
    private final AtomicLong visibleDeliveries = new AtomicLong();
    private final AtomicLong visibleOpen = new AtomicLong();
    private Timeline timeline = Timeline.notStarted();
    private long deliveries;
    private long stalledClosed;
    private long readAtNanos;

    Audience(Account account, long tag) {
        this.account = account;
        this.tag = tag;
    }

    /** Publishing starts; due times count from the origin of this timeline. */
    void begin(Timeline started) {
        timeline = started;
    }

    void joined() {
        visibleOpen.incrementAndGet();
    }

    /** Everything until {@link #endRead} arrived at this moment: the clock costs more than a message. */
    void startRead() {
        readAtNanos = timeline.nowNanos();
    }

    void message(int seat, ByteBuffer bytes, int at, int keptBytes) {
        if (keptBytes < Stamp.BYTES || Stamp.tag(bytes, at) != tag) {
            account.receivedForeign();
            return;
        }
        if (account.received(seat, Stamp.sequence(bytes, at))) {
            deliveries++;
            long dueNanos = Stamp.dueNanos(bytes, at);
            latencies.record(readAtNanos - dueNanos, timeline.isMeasured(dueNanos));
        }
    }

    void endRead() {
        visibleDeliveries.lazySet(deliveries);
    }

    /** One went that was to stay and to see everything. */
    void lost(int seat, String reason) {
        visibleOpen.decrementAndGet();
        closed.merge(reason, 1L, Long::sum);
        account.left(seat);
    }

    /** One went that nobody waits for. */
    void stalledLeft() {
        visibleOpen.decrementAndGet();
        stalledClosed++;
    }

    /** One went that came to go. */
    void departed(int seat) {
        visibleOpen.decrementAndGet();
        account.left(seat);
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

    Latencies latencies() {
        return latencies;
    }

    /** How many subscribers that were to see everything were closed, by reason. */
    Map<String, Long> closed() {
        return closed;
    }

    long stalledClosed() {
        return stalledClosed;
    }
}
