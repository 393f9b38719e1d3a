package io.sluice.delivery.shard;

import io.netty.buffer.ByteBuf;
import io.sluice.delivery.log.SegmentView;
import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.delivery.socket.Connection;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Moves cursors towards the heads: what is ready goes to the socket in slices of whole records, until the head or until the
 * channel is not writable. Live delivery, catching up and resuming are all this. Shard's loop only.
 */
final class Delivery {

    private static final int DELIVERIES_PER_LOOK_AT_THE_CLOCK = 16;

    private final OwnerLoop loop;
    private final int sliceBytes;
    private final ShardMetrics metrics;
    private final ArrayDeque<Subscriber> touched = new ArrayDeque<>();

    Delivery(OwnerLoop loop, int sliceBytes, ShardMetrics metrics) {
        this.loop = loop;
        this.sliceBytes = sliceBytes;
        this.metrics = metrics;
    }

    long nanoTime() {
        return loop.nanoTime();
    }

    void recordLatency(long nanos) {
        metrics.recordLatency(nanos);
    }

    /** Delivers at once where the connection has one topic; else notes it, so that several topics cost one flush. */
    void visit(Subscription subscription) {
        Subscriber owner = subscription.owner;
        if (!owner.connection.isOpen()) {
            return;
        }
        if (owner.hasOneSubscription()) {
            deliver(owner, subscription);
        } else if (!owner.touched) {
            owner.touched = true;
            owner.touchedOnly = subscription;
            touched.add(owner);
        } else if (owner.touchedOnly != subscription) {
            owner.touchedOnly = null;
        }
    }

    /**
     * Delivers to those who were noted.
     *
     * @return false where the time was up before that; the next call goes on
     */
    boolean deliverTouched(long deadlineNanos) {
        @Nullable Subscriber owner;
        for (int n = 1; (owner = touched.poll()) != null; n++) {
            Subscription only = owner.touchedOnly;
            owner.touched = false;
            owner.touchedOnly = null;
            if (only != null) {
                deliver(owner, only);
            } else {
                deliver(owner);
            }
            if (n % DELIVERIES_PER_LOOK_AT_THE_CLOCK == 0 && loop.nanoTime() - deadlineNanos >= 0) {
                break;
            }
        }
        return touched.isEmpty();
    }

    boolean hasTouched() {
        return !touched.isEmpty();
    }

    /** Delivers all topics of a subscriber: when its channel became writable, and when it opened. */
    void deliver(Subscriber owner) {
        if (owner.delivering || !owner.connection.isOpen()) {
            return;
        }
        Connection connection = owner.connection;
        boolean alone = owner.hasOneSubscription();
        owner.delivering = true;
        try {
            boolean stopped;
            do {
                stopped = false;
                for (Subscription s = owner.first; s != null && connection.isOpen(); s = s.sibling) {
                    stopped |= !advance(s, alone);
                }
                connection.flush();
            } while (stopped && connection.isOpen() && connection.isWritable());
        } finally {
            owner.delivering = false;
        }
    }

    /** Delivers one topic. While it is on the stack, a flush that makes the channel writable leaves the rest to it. */
    private void deliver(Subscriber owner, Subscription subscription) {
        if (owner.delivering || !owner.connection.isOpen()) {
            return;
        }
        Connection connection = owner.connection;
        owner.delivering = true;
        try {
            boolean stopped;
            do {
                stopped = !advance(subscription, true);
                connection.flush();
            } while (stopped && connection.isOpen() && connection.isWritable());
        } finally {
            owner.delivering = false;
        }
    }

    /**
     * Sends from the cursor on.
     *
     * @param direct whether slices may go straight to the descriptor; not where more is to follow before the flush
     * @return false where the channel stopped it before the head
     */
    private boolean advance(Subscription subscription, boolean direct) {
        Connection connection = subscription.owner.connection;
        Surface surface = subscription.owner.surface;
        while (connection.isOpen()) {
            if (subscription.hasLost()) {
                if (!connection.isWritable()) {
                    return false;
                }
                tellGap(subscription);
                continue;
            }
            SegmentView view = subscription.view();
            if (view == null) {
                return true;
            }
            if (subscription.isConflated()) {
                subscription.skipToWanted();
                view = subscription.view();
                assert view != null;
            }
            int from = subscription.next();
            int published = view.published();
            if (from == published) {
                SegmentView next = view.next();
                if (next == null) {
                    return true;
                }
                subscription.moveTo(next, 0);
                continue;
            }
            if (!connection.isWritable()) {
                return false;
            }
            int to = surface.hasTrailer() ? from + 1 : view.cut(from, subscription.wantedUntil(published), sliceBytes);
            int begin = view.beginOf(from);
            int end = view.beginOf(to);
            subscription.advanceTo(to);
            subscription.countWanted(to - from);
            metrics.countDelivered(to - from, end - begin);
            connection.write(view, begin, end, direct);
            if (surface.hasTrailer() && connection.isOpen()) {
                connection.write(surface.trailer(subscription.owner));
            }
        }
        return true;
    }

    /** Says what was lost, before anything that comes after it. */
    private void tellGap(Subscription subscription) {
        Subscriber owner = subscription.owner;
        Conflation wanted = subscription.feed.audience().wantedAfter(subscription.offset());
        Gap gap = wanted == null ? subscription.takeGap() : subscription.takeGap(wanted);
        metrics.countGap(gap);
        ByteBuf told = owner.surface.gap(subscription.feed.topic(), gap);
        assert told != null : "a cursor was moved though the client cannot be told";
        owner.connection.write(told);
    }
}
