package io.sluice.bench.load;

import io.sluice.bench.report.LoadResult.Audit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who has received what. A subscriber that is there from the start must see every accepted publication of each of its topics
 * once, in ascending order; one that comes later from its first one on, and until it leaves.
 *
 * <p>Whether a skipped number was lost is only known at the end: the server may have refused it, or it may still come,
 * and then counts as reordered. Owned by the reader thread.
 */
final class Account {
    private static final long GONE = -1;
    private static final long UNSEEN = -2;

    private final Topics topics;
    private final int members;
    private final Window window;
    private final LongSupplier sent;
    /** By seat and place: the highest number of that topic that was seen. */
    private final long[] last;

    private final @Nullable Gaps[] gaps;
    private final List<Departed> departed = new ArrayList<>();
    private int caughtUp;
    private long duplicated;
    private long reordered;
    private long foreign;

    /** What a subscriber was skipped past, whose seat another took. */
    private record Departed(int topic, Gaps gaps) {}

    /**
     * @param seats subscribers at a time, of all kinds
     * @param members those with the lowest seats are members of the window; where there are several topics, none
     * @param sent the highest sequence number that was sent
     */
    Account(Topics topics, int seats, int members, Window window, LongSupplier sent) {
        this.topics = topics;
        this.members = members;
        this.window = window;
        this.sent = sent;
        this.last = new long[Math.multiplyExact(seats, topics.perSubscriber())];
        this.gaps = new @Nullable Gaps[last.length];
    }

    /** Takes a delivery; true if it was the first of that publication to that subscriber. */
    boolean received(int seat, long sequence) {
        if (sequence <= 0 || sequence > sent.getAsLong()) {
            return isForeign();
        }
        int place = topics.placeOf(seat, topics.topicOf(sequence));
        if (place < 0) {
            return isForeign();
        }
        int slot = seat * topics.perSubscriber() + place;
        long number = topics.numberOf(sequence);
        long before = last[slot];
        if (seat < members && !window.isOpen(number)) {
            return isForeign();
        }
        if (number != before + 1) {
            return outOfLine(seat, slot, number, before);
        }
        last[slot] = number;
        if (seat < members) {
            window.pass(number, number);
        }
        return true;
    }

    private boolean outOfLine(int seat, int slot, long number, long before) {
        if (before == GONE) {
            return isForeign();
        }
        if (before == UNSEEN) {
            last[slot] = number;
            return true;
        }
        Gaps own = gapsOf(slot);
        if (number > before) {
            own.add(before + 1, number - 1);
            last[slot] = number;
            if (seat < members) {
                window.pass(before + 1, number);
            }
            return true;
        }
        if (own.remove(number)) {
            reordered++;
            return true;
        }
        duplicated++;
        return false;
    }

    private boolean isForeign() {
        foreign++;
        return false;
    }

    /** A message that no publisher of this run sent. */
    void receivedForeign() {
        foreign++;
    }

    /** A subscriber takes this seat while publications flow: what it sees first is where its account begins. */
    void joined(int seat) {
        for (int place = 0; place < topics.perSubscriber(); place++) {
            int slot = seat * topics.perSubscriber() + place;
            Gaps own = gaps[slot];
            if (own != null) {
                departed.add(new Departed(topics.topicAt(seat, place), own));
                gaps[slot] = null;
            }
            last[slot] = UNSEEN;
        }
    }

    /** From here on the subscriber is not waited for, and what it misses is not counted as lost. */
    void left(int seat) {
        for (int place = 0; place < topics.perSubscriber(); place++) {
            int slot = seat * topics.perSubscriber() + place;
            long position = last[slot];
            last[slot] = GONE;
            if (position >= 0 && seat < members) {
                window.leave(position);
            }
        }
    }

    /** Whether everybody has the last of what was accepted; nothing is accepted any more once this is asked. */
    boolean isComplete(Accepted accepted) {
        while (caughtUp < last.length && missing(caughtUp, accepted) == 0) {
            caughtUp++;
        }
        return caughtUp == last.length;
    }

    Audit audit(Accepted accepted) {
        long lost = 0;
        for (Departed one : departed) {
            lost += one.gaps.sum((from, to) -> accepted.countIn(one.topic, from, to));
        }
        for (int slot = 0; slot < last.length; slot++) {
            Gaps own = gaps[slot];
            if (own != null) {
                int topic = topicOf(slot);
                lost += own.sum((from, to) -> accepted.countIn(topic, from, to));
            }
            lost += missing(slot, accepted);
        }
        return new Audit(lost, duplicated, reordered, foreign);
    }

    private long missing(int slot, Accepted accepted) {
        return last[slot] < 0 ? 0 : accepted.countAfter(topicOf(slot), last[slot]);
    }

    private int topicOf(int slot) {
        return topics.topicAt(slot / topics.perSubscriber(), slot % topics.perSubscriber());
    }

    private Gaps gapsOf(int slot) {
        Gaps own = gaps[slot];
        if (own == null) {
            own = new Gaps();
            gaps[slot] = own;
        }
        return own;
    }
}
