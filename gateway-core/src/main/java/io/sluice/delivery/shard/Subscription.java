package io.sluice.delivery.shard;

import io.sluice.delivery.log.SegmentView;
import io.sluice.model.Position;
import io.sluice.model.TopicAccount;
import java.util.List;
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

    /** The last offset passed, while there is no segment. */
    private long idleOffset;

    /** The first offset that was lost and not told of; 0 for none. */
    private long lostFromOffset;

    private @Nullable Conflation conflation;

    private final long startOffset;
    private final Recovery recovery;

    /** What was written before the ping whose pong is waited for. */
    private long pingedOffset;

    private long confirmedOffset;
    private @Nullable ToldGaps told;

    /**
     * A cursor that stands nowhere yet.
     *
     * @param startOffset after which delivery is to begin
     */
    Subscription(Subscriber owner, Feed feed, long startOffset, Recovery recovery) {
        this.owner = owner;
        this.feed = feed;
        this.startOffset = startOffset;
        this.recovery = recovery;
        this.pingedOffset = startOffset;
        this.confirmedOffset = startOffset;
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
    void moveTo(SegmentView target, int index) {
        leaveView();
        target.enter();
        view = target;
        next = index;
    }

    /** Sets the cursor behind this offset, where no segment is. */
    void moveToHead(long offset) {
        leaveView();
        view = null;
        next = 0;
        idleOffset = offset;
    }

    /** Takes the cursor off the log. */
    void remove() {
        moveToHead(offset());
        lostFromOffset = 0;
        conflation = null;
    }

    private void leaveView() {
        if (view != null) {
            view.leave();
        }
    }

    /** The last offset passed. */
    long offset() {
        return view == null ? idleOffset : view.offsetOf(next) - 1;
    }

    /** Up to where the client got everything, or was told that it did not. */
    Position position() {
        return new Position(feed.epoch(), toldOffset());
    }

    private long toldOffset() {
        return hasLost() ? lostFromOffset - 1 : offset();
    }

    // ---- what the client has for sure

    /** A ping follows what was written so far. */
    void notePing() {
        pingedOffset = toldOffset();
    }

    /** The pong to that ping came. */
    void notePong() {
        confirmedOffset = pingedOffset;
    }

    /**
     * What is known of it by now, for an operator.
     *
     * @param ended whether the client gave it up
     */
    TopicAccount account(boolean ended) {
        return new TopicAccount(
                feed.topic(),
                new Position(feed.epoch(), startOffset),
                recovery == Recovery.NOT_ASKED ? null : !recovery.isLost(),
                recovery.isLost() ? recovery.word() : null,
                toldOffset(),
                confirmedOffset,
                behindMessages(),
                told == null ? List.of() : told.gaps(),
                ended);
    }

    // ---- what was lost

    /** Notes that what comes next is going to be missing, before the cursor is moved. */
    void noteLost() {
        if (lostFromOffset == 0) {
            lostFromOffset = offset() + 1;
        }
        conflation = null;
    }

    boolean hasLost() {
        return lostFromOffset > 0;
    }

    /** What was lost up to the cursor, by now; it counts as told. */
    Gap takeGap() {
        long from = lostFromOffset;
        lostFromOffset = 0;
        long to = offset();
        return noteTold(new Gap(from, to, to - from + 1, Gap.Reason.LAG));
    }

    /** The same where of what follows only these are wanted; they come next. */
    Gap takeGap(Conflation wanted) {
        long from = lostFromOffset;
        lostFromOffset = 0;
        conflation = wanted;
        long to = wanted.headOffset();
        return noteTold(new Gap(from, to, to - from + 1 - wanted.size(), Gap.Reason.LATEST));
    }

    private Gap noteTold(Gap gap) {
        ToldGaps gaps = told;
        if (gaps == null) {
            gaps = new ToldGaps();
            told = gaps;
        }
        gaps.add(gap);
        return gap;
    }

    // ---- the newest of each key

    boolean isConflated() {
        return conflation != null;
    }

    /** Sets the cursor before the next record that is wanted. */
    void skipToWanted() {
        Conflation wanted = conflation;
        assert wanted != null && view != null;
        if (wanted.isDone()) {
            skipTo(wanted.headOffset() + 1);
            conflation = null;
        } else {
            skipTo(wanted.next());
        }
    }

    private void skipTo(long offset) {
        SegmentView target = view;
        assert target != null;
        SegmentView following = target.next();
        while (following != null && offset >= following.offsetOf(0)) {
            target = following;
            following = target.next();
        }
        moveTo(target, (int) (offset - target.offsetOf(0)));
    }

    /** Up to where records follow each other that are wanted. */
    int wantedUntil(int published) {
        return conflation == null ? published : next + conflation.run(published - next);
    }

    void countWanted(int records) {
        if (conflation != null) {
            conflation.delivered(records);
        }
    }

    // ---- how far behind

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

    /** When the oldest of them was published, since 1970-01-01 UTC; the largest number where there is none. */
    long behindSinceMillis() {
        int from = next;
        for (SegmentView v = view; v != null; v = v.next()) {
            if (from < v.published()) {
                return v.timeMillis(from);
            }
            from = 0;
        }
        return Long.MAX_VALUE;
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
