package io.sluice.delivery.shard;

import org.jctools.queues.atomic.SpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The hand-over from one hub to one shard: one producer, one consumer, first in, first out.
 *
 * <p>The queue has no bound of its own because a hub must never wait for a shard. What bounds it: at most one dirty mark
 * per feed; segment events by the log budget, since a retired segment counts against it until the shard lets go; answers by
 * the lane of subscribes, whose slots the hub frees only after answering, and by the handshakes that may be in flight.
 */
public final class ShardInbox {

    private static final int CHUNK = 256;

    private final Shard shard;
    private final SpscUnboundedAtomicArrayQueue<ShardEvent> events = new SpscUnboundedAtomicArrayQueue<>(CHUNK);
    private boolean unsignalled;

    ShardInbox(Shard shard) {
        this.shard = shard;
    }

    public Shard shard() {
        return shard;
    }

    /** Hands over; hub's loop only. The shard wakes at the next {@link #signal()}. */
    public void offer(ShardEvent event) {
        events.offer(event);
        unsignalled = true;
    }

    /** Wakes the shard if anything was handed over since the last call; hub's loop only. */
    public void signal() {
        if (unsignalled) {
            unsignalled = false;
            shard.signal();
        }
    }

    @Nullable
    ShardEvent poll() {
        return events.poll();
    }

    /** Events on their way; an estimate, for metrics. */
    public int depth() {
        return events.size();
    }
}
