package io.sluice.server.presence;

import io.sluice.model.ConnectionInfo;
import io.sluice.model.TopicName;
import java.util.HashSet;
import java.util.Set;

/** Somebody on a topic, or gone so shortly that it may be a reconnect. Presence loop only. */
final class Member {

    final TopicName topic;
    final String identity;
    final Set<Long> connections = new HashSet<>(2);

    /** The first connection while it is there, the last when it has left. */
    ConnectionInfo last;

    /** When its leave is to be told, unless it comes back; meaningful only while it has no connection. */
    long leavesAtNanos;

    /** Whether it stands in the queue of those who may have left. */
    boolean leaving;

    /** Whether it is on the topic, a reconnect that may be under way included. */
    boolean present = true;

    /** Whether it is known to be there; the outbox's. */
    Told told = Told.NO;

    /** Whether telling of it failed, and is not tried again yet. */
    boolean rests;

    /** Whether it is being told of. */
    boolean underWay;

    /** Whether there was no place for it when it was to be told of. */
    boolean full;

    /** In which round of the outbox it is to be told of anew; 0 for none. */
    int againRound;

    /** What whoever listens knows of it: an attempt that failed may have been carried out. */
    enum Told {
        NO,
        MAYBE,
        YES
    }

    Member(TopicName topic, String identity, ConnectionInfo first) {
        this.topic = topic;
        this.identity = identity;
        this.last = first;
    }

    /** Whether what was told last is not what is. */
    boolean isToBeTold() {
        return present ? told != Told.YES && !full : told != Told.NO;
    }

    boolean isGone() {
        return connections.isEmpty();
    }
}
