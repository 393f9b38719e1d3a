package io.sluice.delivery.shard;

import io.sluice.delivery.log.SegmentView;
import io.sluice.model.Disconnect;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A feed as its shard knows it: the segments in hand and the subscriptions whose cursors move through them. Shard's loop
 * only.
 *
 * <p>A visit may end connections, and so subscriptions leave while the members are walked. They then leave a hole that the
 * walk closes at its end; members that come during a walk stand behind its end and need no visit, since they start at the
 * head.
 */
final class Audience {

    private static final Subscription[] NOBODY = {};
    private static final int VISITS_PER_LOOK_AT_THE_CLOCK = 16;

    private final Feed feed;
    private @Nullable Subscription[] members = NOBODY;
    private int places;
    private int holes;
    private int walks;
    private @Nullable SegmentView oldest;
    private @Nullable SegmentView newest;
    private long grantsSeen;

    /** Whether it stands in the shard's queue of feeds to visit. */
    boolean queued;

    /** Whether there were news after its visit had begun. */
    boolean again;

    private long dirtySinceNanos;
    private boolean visiting;
    private int visitAt;
    private int visitsLeft;
    private int visitPlaces;
    private long visitOffset;
    private long visitBytes;
    private int turn;

    /** What finished visits have offered to every open member. */
    private long offeredOffset;

    private long offeredBytes;

    Audience(Feed feed) {
        this.feed = feed;
    }

    Feed feed() {
        return feed;
    }

    // ---- members

    int size() {
        return places - holes;
    }

    long grantsSeen() {
        return grantsSeen;
    }

    void countGrantSeen() {
        grantsSeen++;
    }

    /** Adds a subscription whose next record is the one after this offset. */
    Subscription join(Subscriber owner, long afterOffset) {
        Subscription subscription = new Subscription(owner, feed);
        SegmentView view = oldest;
        while (view != null && view.next() != null && afterOffset + 1 >= view.offsetOf(view.published())) {
            view = view.next();
        }
        subscription.moveTo(view, view == null ? 0 : (int) Math.max(0, afterOffset + 1 - view.offsetOf(0)));
        if (places == members.length) {
            members = Arrays.copyOf(members, Math.max(2, places * 2));
        }
        subscription.place = places;
        members[places++] = subscription;
        feed.countSubscribers(size());
        return subscription;
    }

    void leave(Subscription subscription) {
        subscription.moveTo(null, 0);
        int place = subscription.place;
        if (walks > 0 || visiting) {
            members[place] = null;
            holes++;
        } else {
            Subscription last = members[--places];
            members[places] = null;
            if (last != null && last != subscription) {
                members[place] = last;
                last.place = place;
            }
            shrink();
        }
        feed.countSubscribers(size());
    }

    private void closeHoles() {
        if (holes == 0 || walks > 0 || visiting) {
            return;
        }
        int to = 0;
        for (int from = 0; from < places; from++) {
            Subscription member = members[from];
            if (member != null) {
                member.place = to;
                members[to++] = member;
            }
        }
        Arrays.fill(members, to, places, null);
        places = to;
        holes = 0;
        shrink();
    }

    private void shrink() {
        if (places == 0) {
            members = NOBODY;
        } else if (places * 4 < members.length) {
            members = Arrays.copyOf(members, places * 2);
        }
    }

    // ---- segments

    void onSegmentOpened(SegmentView view) {
        if (newest != null) {
            newest.linkNext(view);
            newest = view;
            return;
        }
        oldest = view;
        newest = view;
        for (int i = 0; i < places; i++) {
            Subscription member = members[i];
            if (member != null) {
                member.moveTo(view, 0);
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
        if (view.cursors() > 0) {
            walks++;
            for (int i = 0; i < places; i++) {
                Subscription member = members[i];
                if (member != null && member.view() == view) {
                    if (member.next() == view.published()) {
                        member.moveTo(oldest, 0);
                    } else {
                        overtaken(member);
                    }
                }
            }
            walks--;
            closeHoles();
        }
        // Nobody is left that was not offered it, though a visit may never come to see it.
        int published = view.published();
        noteOffered(view.offsetOf(published) - 1, view.logBytesBefore(published));
        view.release();
    }

    private static void overtaken(Subscription member) {
        member.owner.connection.close(Disconnect.SLOW);
        // One that was not open yet leaves when its channel says so; until then it must not hold on to what is gone.
        if (member.view() != null) {
            member.moveTo(null, 0);
        }
    }

    void releaseAll() {
        assert size() == 0;
        for (SegmentView view = oldest; view != null; view = view.next()) {
            view.release();
        }
        oldest = null;
        newest = null;
    }

    // ---- the visit

    /** Whether a visit has begun: it is not going to see what is published from now on in front of its members. */
    boolean isVisiting() {
        return visiting;
    }

    void noteDirtySince(long nanos) {
        if (!queued) {
            dirtySinceNanos = nanos;
        }
    }

    /**
     * Goes on visiting the members, everyone once, beginning with another one each time so that nobody is always last.
     *
     * @return false where the time was up before everybody was visited; the next call goes on
     */
    boolean visit(Delivery delivery, long deadlineNanos) {
        if (!visiting) {
            beginVisit();
        }
        while (visitsLeft > 0) {
            for (int n = Math.min(visitsLeft, VISITS_PER_LOOK_AT_THE_CLOCK); n > 0; n--) {
                Subscription member = members[visitAt];
                if (++visitAt == visitPlaces) {
                    visitAt = 0;
                }
                visitsLeft--;
                if (member != null) {
                    delivery.visit(member);
                }
            }
            long now = delivery.nanoTime();
            delivery.recordLatency(now - dirtySinceNanos);
            if (visitsLeft > 0 && now - deadlineNanos >= 0) {
                return false;
            }
        }
        visiting = false;
        closeHoles();
        noteOffered(visitOffset, visitBytes);
        return true;
    }

    private void noteOffered(long offset, long bytes) {
        if (offset > offeredOffset) {
            offeredOffset = offset;
            offeredBytes = bytes;
        }
    }

    private void beginVisit() {
        visiting = true;
        visitPlaces = places;
        visitsLeft = places;
        // Steps of the golden section come near every place, however many there are.
        turn += 0x9E3779B9;
        visitAt = (int) (((turn & 0xFFFFFFFFL) * places) >>> 32);
        if (newest != null) {
            int published = newest.published();
            visitOffset = newest.offsetOf(published) - 1;
            visitBytes = newest.logBytesBefore(published);
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
