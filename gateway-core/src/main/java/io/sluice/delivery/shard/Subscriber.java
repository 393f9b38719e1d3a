package io.sluice.delivery.shard;

import io.sluice.delivery.socket.Connection;
import io.sluice.model.ConnectionAccount;
import io.sluice.model.ConnectionSummary;
import io.sluice.model.Disconnect;
import io.sluice.model.Lag;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.time.Instant;
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

    /** Made with the first topic that is given up. */
    private @Nullable FormerTopics former;

    /** Pings sent. */
    private int pings;

    /** The oldest of them that is not answered; 0 for none. */
    private int markedPing;

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

    // ---- what the client has for sure

    /**
     * A ping is about to be written behind all that was. What stands before it is noted, unless an earlier one still waits:
     * then that counts.
     *
     * @return the number for the ping to carry
     */
    public int notePing() {
        pings++;
        if (markedPing == 0) {
            markedPing = pings;
            for (Subscription s = first; s != null; s = s.sibling) {
                s.notePing();
            }
        }
        return pings;
    }

    /** The client answered this ping (RFC 6455 §5.5.3): what stood before it has arrived. Any number may come. */
    public void notePong(int ping) {
        if (markedPing == 0 || ping < markedPing || ping > pings) {
            return;
        }
        markedPing = 0;
        for (Subscription s = first; s != null; s = s.sibling) {
            s.notePong();
        }
    }

    /** The topics that it has no cursor in any more. */
    FormerTopics former() {
        FormerTopics topics = former;
        if (topics == null) {
            topics = new FormerTopics();
            former = topics;
        }
        return topics;
    }

    /** Whether it has a cursor in the topic or is known to have had one. */
    boolean hasHad(TopicName topic) {
        return isOn(topic) || (former != null && former.has(topic));
    }

    /**
     * What is known of it by now.
     *
     * @param topic null for all, the first few of them
     * @param cause of its end; null while that has not begun
     * @param closedAt null while it is not over
     */
    ConnectionAccount account(@Nullable TopicName topic, @Nullable Disconnect cause, @Nullable Instant closedAt) {
        FormerTopics.Kept kept = FormerTopics.keep(this, former, topic);
        return new ConnectionAccount(
                connection.info(),
                connection.state().name(),
                closedAt,
                cause,
                former != null && former.hasEnded() ? former.pendingBytes() : connection.pendingBytes(),
                kept.topics(),
                kept.others());
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
