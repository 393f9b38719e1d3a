package io.sluice.delivery.shard;

import io.sluice.delivery.socket.Connection;
import io.sluice.model.ConnectionSummary;
import io.sluice.model.Lag;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection with its cursors. Shard's loop only. */
public final class Subscriber {

    final Connection connection;
    final Surface surface;

    /** Where it stands in the shard's list; -1 once it left. */
    int place = -1;

    /** Set when the connection is over; what was begun for it elsewhere need not go on. */
    private volatile boolean gone;

    @Nullable
    Subscription first;

    /** Whether a delivery to it is on the stack: a flush that makes the channel writable must not start another. */
    boolean delivering;

    /** Whether it waits for its one flush of this pass. */
    boolean touched;

    /** The only subscription that was touched in this pass; null where there are several. */
    @Nullable
    Subscription touchedOnly;

    Subscriber(Connection connection, Surface surface) {
        this.connection = connection;
        this.surface = surface;
    }

    public Connection connection() {
        return connection;
    }

    void leave() {
        gone = true;
    }

    /** Whether its connection is over; any thread. */
    public boolean isGone() {
        return gone;
    }

    boolean hasOneSubscription() {
        return first != null && first.sibling == null;
    }

    void add(Subscription subscription) {
        if (first == null) {
            first = subscription;
            return;
        }
        Subscription last = first;
        while (last.sibling != null) {
            last = last.sibling;
        }
        last.sibling = subscription;
    }

    /** Takes the subscription of this topic off the list; null where there is none. */
    @Nullable
    Subscription remove(TopicName topic) {
        Subscription before = null;
        for (Subscription s = first; s != null; before = s, s = s.sibling) {
            if (s.feed.topic().equals(topic)) {
                if (before == null) {
                    first = s.sibling;
                } else {
                    before.sibling = s.sibling;
                }
                return s;
            }
        }
        return null;
    }

    /** The positions of its cursors, in the order in which they were asked for. */
    public List<Position> positions() {
        List<Position> positions = new ArrayList<>();
        for (Subscription s = first; s != null; s = s.sibling) {
            positions.add(s.position());
        }
        return positions;
    }

    /** How many published records its cursors have not passed, over all topics. */
    public long behindMessages() {
        long behind = 0;
        for (Subscription s = first; s != null; s = s.sibling) {
            behind += s.behindMessages();
        }
        return behind;
    }

    boolean isOn(TopicName topic) {
        for (Subscription s = first; s != null; s = s.sibling) {
            if (s.feed.topic().equals(topic)) {
                return true;
            }
        }
        return false;
    }

    /**
     * What an operator sees of it.
     *
     * @param behindMessages read before; it may have grown meanwhile
     */
    ConnectionSummary summary(long behindMessages, long nowMillis) {
        List<TopicName> topics = new ArrayList<>();
        long behindBytes = 0;
        long sinceMillis = nowMillis;
        for (Subscription s = first; s != null; s = s.sibling) {
            topics.add(s.feed.topic());
            behindBytes += s.behindBytes();
            sinceMillis = Math.min(sinceMillis, s.behindSinceMillis());
        }
        return new ConnectionSummary(
                connection.info(),
                connection.state().name(),
                topics,
                connection.pendingBytes(),
                new Lag(behindMessages, behindBytes, nowMillis - sinceMillis));
    }
}
