package io.sluice.delivery.hub;

import io.sluice.delivery.hub.PublishOutcome.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a hub counts; any thread may read and write. */
public final class HubMetrics {

    private final LongAdder published = new LongAdder();
    private final LongAdder publishedBytes = new LongAdder();
    private final LongAdder replayed = new LongAdder();
    private final LongAdder waited = new LongAdder();
    private final LongAdder refusedSubscribes = new LongAdder();
    private final Map<Reason, LongAdder> refused = new EnumMap<>(Reason.class);
    private volatile int ids;

    HubMetrics() {
        for (Reason reason : Reason.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    void countPublished(int payloadBytes) {
        published.increment();
        publishedBytes.add(payloadBytes);
    }

    void countReplayed() {
        replayed.increment();
    }

    void countIds(int held) {
        ids = held;
    }

    void countWaited() {
        waited.increment();
    }

    void countRefused(Reason reason) {
        var counter = refused.get(reason);
        assert counter != null;
        counter.increment();
    }

    void countRefusedSubscribe() {
        refusedSubscribes.increment();
    }

    /** Publishes accepted, one per command. */
    public long published() {
        return published.sum();
    }

    /** Payload bytes of the publishes accepted. */
    public long publishedBytes() {
        return publishedBytes.sum();
    }

    /** Publishes that came a second time under their id, and were answered as the first time. */
    public long replayed() {
        return replayed.sum();
    }

    /** Ids remembered, those included that are too old and will go with one of the next publishes. */
    public int ids() {
        return ids;
    }

    /** Publishes that had to wait for a shard. */
    public long waited() {
        return waited.sum();
    }

    /** Publishes refused for this reason. */
    public long refused(Reason reason) {
        var counter = refused.get(reason);
        assert counter != null;
        return counter.sum();
    }

    /** Subscribes refused because their lane was full. */
    public long refusedSubscribes() {
        return refusedSubscribes.sum();
    }
}
