package io.sluice.delivery.shard;

import io.sluice.model.TopicAccount;
import io.sluice.model.TopicName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a connection has no cursor in any more: the last few topics that it gave up, and all at its end. Shard's loop only. */
final class FormerTopics {

    /** Of one connection, with those that it still has. */
    static final int MOST = 16;

    private final ArrayDeque<TopicAccount> topics = new ArrayDeque<>(2);
    private int forgotten;
    private boolean ended;
    private long pendingBytes;

    /**
     * Some of a connection's topics.
     *
     * @param others how many more there are
     */
    record Kept(List<TopicAccount> topics, int others) {}

    /** One more was given up. */
    void add(TopicAccount topic) {
        topics.addLast(topic);
        if (topics.size() > MOST) {
            topics.removeFirst();
            forgotten++;
        }
    }

    /** Delivery ends: notes where its cursors stand, before they go. */
    void end(Subscriber subscriber) {
        Kept kept = keep(subscriber, this, null);
        topics.clear();
        topics.addAll(kept.topics());
        forgotten = kept.others();
        pendingBytes = subscriber.connection.pendingBytes();
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    /** What the kernel had not taken when delivery ended. */
    long pendingBytes() {
        return pendingBytes;
    }

    boolean has(TopicName topic) {
        return topics.stream().anyMatch(each -> each.topic().equals(topic));
    }

    /**
     * The topics that the subscriber has, then those that it gave up, the last one first.
     *
     * @param only this one; null for any
     */
    static Kept keep(Subscriber subscriber, @Nullable FormerTopics former, @Nullable TopicName only) {
        List<TopicAccount> kept = new ArrayList<>(1);
        int all = 0;
        for (Subscription s = subscriber.first; s != null; s = s.sibling) {
            if (only == null || s.feed.topic().equals(only)) {
                all++;
                if (kept.size() < MOST) {
                    kept.add(s.account(false));
                }
            }
        }
        if (former == null) {
            return new Kept(kept, all - kept.size());
        }
        Iterator<TopicAccount> given = former.ended ? former.topics.iterator() : former.topics.descendingIterator();
        while (given.hasNext()) {
            TopicAccount topic = given.next();
            if (only == null || topic.topic().equals(only)) {
                all++;
                if (kept.size() < MOST) {
                    kept.add(topic);
                }
            }
        }
        return new Kept(kept, all + former.forgotten - kept.size());
    }
}
