package io.sluice.delivery.shard;

import io.sluice.delivery.socket.Connection;
import io.sluice.model.ConnectionSummary;
import io.sluice.model.Lag;
import io.sluice.model.TopicName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection with its cursors. Shard's loop only. */
public final class Subscriber {

    final Connection connection;

    /** Where it stands in the shard's list; -1 once it left. */
    int place = -1;

    @Nullable
    Subscription first;

    /** Whether a delivery to it is on the stack: a flush that makes the channel writable must not start another. */
    boolean delivering;

    /** Whether it waits for its one flush of this pass. */
    boolean touched;

    /** The only subscription that was touched in this pass; null where there are several. */
    @Nullable
    Subscription touchedOnly;

    Subscriber(Connection connection) {
        this.connection = connection;
    }

    public Connection connection() {
        return connection;
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

    /** How many published records its cursors have not passed, over all topics. */
    public long behindMessages() {
        long behind = 0;
        for (Subscription s = first; s != null; s = s.sibling) {
            behind += s.behindMessages();
        }
        return behind;
    }

    /** The same in wire bytes. */
    long behindBytes() {
        long behind = 0;
        for (Subscription s = first; s != null; s = s.sibling) {
            behind += s.behindBytes();
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

    ConnectionSummary summary() {
        return summary(behindMessages());
    }

    /** The same with a number of publications behind that was read before: it may have grown meanwhile. */
    ConnectionSummary summary(long behindMessages) {
        List<TopicName> topics = new ArrayList<>();
        for (Subscription s = first; s != null; s = s.sibling) {
            topics.add(s.feed.topic());
        }
        return new ConnectionSummary(
                connection.info(),
                connection.state().name(),
                topics,
                connection.pendingBytes(),
                new Lag(behindMessages, behindBytes()));
    }
}
