package io.sluice.delivery.shard;

import io.sluice.delivery.log.SegmentView;
import org.jspecify.annotations.Nullable;

/** One cursor of one subscriber: the next record to send. Shard's loop only. */
final class Subscription {

    final Subscriber owner;
    final Feed feed;

    /** The subscriber's next subscription, in the order asked. */
    @Nullable
    Subscription sibling;

    /** Where it stands in its audience. */
    int place;

    /** The segment of the next record; null while the feed has no segment, and then the cursor stands at the head. */
    private @Nullable SegmentView view;

    private int next;

    Subscription(Subscriber owner, Feed feed) {
        this.owner = owner;
        this.feed = feed;
    }

    @Nullable
    SegmentView view() {
        return view;
    }

    int next() {
        return next;
    }

    void advanceTo(int index) {
        next = index;
    }

    /** Sets the cursor before record {@code index} of the view. */
    void moveTo(@Nullable SegmentView target, int index) {
        if (view != null) {
            view.leave();
        }
        if (target != null) {
            target.enter();
        }
        view = target;
        next = index;
    }

    /** How many published records the cursor has not passed. */
    long behindMessages() {
        long behind = 0;
        int from = next;
        for (SegmentView v = view; v != null; v = v.next()) {
            behind += v.published() - from;
            from = 0;
        }
        return behind;
    }

    /** Their wire bytes. */
    long behindBytes() {
        if (view == null) {
            return 0;
        }
        SegmentView newest = view;
        for (SegmentView v = view.next(); v != null; v = v.next()) {
            newest = v;
        }
        return newest.logBytesBefore(newest.published()) - view.logBytesBefore(next);
    }
}
