package io.sluice.delivery.shard;

import io.sluice.delivery.log.SegmentView;
import io.sluice.model.Disconnect;
import org.jspecify.annotations.Nullable;

/**
 * A feed as its shard knows it: the segments in hand and the subscriptions whose cursors move through them. Shard's loop
 * only.
 */
final class Audience {

    private final Feed feed;
    private final ShardMetrics metrics;
    private final PresenceListener presence;
    private final Members members = new Members();
    private @Nullable SegmentView oldest;
    private @Nullable SegmentView newest;
    private long grantsSeen;

    /** Made for the first who falls behind, where the policy wants the newest of each key. */
    private @Nullable NewestByKey keys;

    /** Whether it stands in the shard's queue of feeds to visit. */
    boolean queued;

    /** Whether there were news after its visit had begun. */
    boolean again;

    /** What finished visits have offered to every open member. */
    private long offeredOffset;

    private long offeredBytes;

    final Visit visit = new Visit(this);

    Audience(Feed feed, ShardMetrics metrics, PresenceListener presence) {
        this.feed = feed;
        this.metrics = metrics;
        this.presence = presence;
    }

    Feed feed() {
        return feed;
    }

    // ---- members

    Members members() {
        return members;
    }

    int size() {
        return members.size();
    }

    long grantsSeen() {
        return grantsSeen;
    }

    void countGrantSeen() {
        grantsSeen++;
    }

    /** Adds a subscription whose next record is the one after the grant's. Needs no visit where that is the head. */
    Subscription join(Subscriber owner, Grant grant) {
        long afterOffset = grant.after().offset();
        Subscription subscription = new Subscription(owner, feed, afterOffset, grant.recovery());
        SegmentView view = oldest;
        while (view != null && view.next() != null && afterOffset + 1 >= view.offsetOf(view.published())) {
            view = view.next();
        }
        if (view == null) {
            subscription.moveToHead(afterOffset);
        } else {
            subscription.moveTo(view, (int) Math.max(0, afterOffset + 1 - view.offsetOf(0)));
        }
        members.add(subscription);
        feed.countSubscribers(size());
        presence.onJoined(feed.topic(), owner.connection.info());
        return subscription;
    }

    void leave(Subscription subscription) {
        subscription.remove();
        members.remove(subscription);
        feed.countSubscribers(size());
        presence.onLeft(feed.topic(), subscription.owner.connection.info());
    }

    // ---- segments

    @Nullable
    SegmentView newest() {
        return newest;
    }

    void onSegmentOpened(SegmentView view) {
        if (newest != null) {
            newest.linkNext(view);
            newest = view;
        } else {
            beginWith(view, 0);
        }
    }

    /**
     * Takes a segment of what stood in the log before.
     *
     * @param records that stood in it when it was handed over: whoever is at the head is behind them
     */
    void onSegmentPrepended(SegmentView view, int records) {
        if (oldest != null) {
            view.linkNext(oldest);
            oldest = view;
        } else {
            beginWith(view, records);
        }
    }

    /** The first segment in hand: everybody, being at the head, stands before this record of it. */
    private void beginWith(SegmentView view, int index) {
        oldest = view;
        newest = view;
        for (int i = 0; i < members.places(); i++) {
            Subscription member = members.at(i);
            if (member != null) {
                member.moveTo(view, index);
            }
        }
    }

    /** Lets go of the oldest segment. Whoever has not passed it yet has lost its position. */
    void onSegmentRetired() {
        SegmentView view = oldest;
        assert view != null : "retired a segment that was never opened";
        oldest = view.next();
        if (oldest == null) {
            newest = null;
        }
        int published = view.published();
        if (view.cursors() > 0) {
            members.beginWalk();
            for (int i = 0; i < members.places(); i++) {
                Subscription member = members.at(i);
                if (member != null && member.view() == view) {
                    if (member.next() < published) {
                        overtaken(member);
                    }
                    leaveRetired(member, view, published);
                }
            }
            members.endWalk();
        }
        // Nobody is left that was not offered it, though a visit may never come to see it.
        noteOffered(view.offsetOf(published) - 1, view.logBytesBefore(published));
        view.release();
    }

    private void leaveRetired(Subscription member, SegmentView retired, int published) {
        if (member.view() != retired) {
            return;
        }
        if (oldest == null) {
            member.moveToHead(retired.offsetOf(published) - 1);
        } else {
            member.moveTo(oldest, 0);
        }
    }

    /** The client is told in every case: by a gap where its surface has words for it, else by the end of the connection. */
    private void overtaken(Subscription member) {
        Subscriber owner = member.owner;
        // One that is not open yet was promised a position and could not take anything: not its fault.
        boolean maySkip = feed.lagPolicy().skips() || !owner.connection.isOpen();
        if (maySkip && owner.surface.tellsGaps()) {
            member.noteLost();
        } else {
            metrics.countOvertaken();
            owner.connection.close(Disconnect.SLOW);
        }
    }

    /** The newest of each key after this offset, where the topic's policy wants that and there are not too many. */
    @Nullable
    Conflation wantedAfter(long offset) {
        int maxKeys = feed.lagPolicy().maxKeys();
        SegmentView from = oldest;
        if (maxKeys == 0 || from == null) {
            return null;
        }
        NewestByKey newestByKey = keys;
        if (newestByKey == null) {
            newestByKey = new NewestByKey();
            keys = newestByKey;
        }
        return newestByKey.after(from, offset, maxKeys);
    }

    /** The log is gone, and what goes on under its name is another one. */
    void onLost() {
        members.beginWalk();
        for (int i = 0; i < members.places(); i++) {
            Subscription member = members.at(i);
            if (member != null) {
                member.owner.remove(feed.topic());
                member.owner.former().add(member.account(true));
                leave(member);
                member.owner.connection.close(Disconnect.POSITION_LOST);
            }
        }
        members.endWalk();
        releaseAll();
    }

    void releaseAll() {
        assert size() == 0;
        for (SegmentView view = oldest; view != null; view = view.next()) {
            view.release();
        }
        oldest = null;
        newest = null;
    }

    // ---- how far the visits went

    void noteOffered(long offset, long bytes) {
        if (offset > offeredOffset) {
            offeredOffset = offset;
            offeredBytes = bytes;
        }
    }

    /**
     * Tells the hub's side how far the finished visits went.
     *
     * @return whether the hub waits to hear of it
     */
    boolean publishVisit() {
        return offeredOffset > 0 && feed.visited(offeredOffset, offeredBytes);
    }
}
