package io.sluice.bench.load;

import io.sluice.bench.report.LoadResult.Publications;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/** What was sent and what became of it. Owned by the publisher thread; {@link #sent} may be read from anywhere. */
final class Tally {
    private final Accepted accepted;
    private final ArrayDeque<Long> refusedAhead = new ArrayDeque<>();
    private final Map<Integer, Long> refusals = new TreeMap<>();
    private long sent;
    private long answered;
    private volatile long visibleSent;

    Tally(Topics topics) {
        this.accepted = new Accepted(topics);
    }

    /** The sequence number of one more that is sent. */
    long next() {
        return ++sent;
    }

    /** Before anything of what {@link #next} counted can reach anybody. */
    void publishSent() {
        visibleSent = sent;
    }

    /** The oldest one that has no answer was accepted, or with another status refused. */
    boolean answered(int status) {
        long sequence = ++answered;
        boolean yes = status >= 200 && status < 300;
        if (yes) {
            accepted.add(sequence);
        } else {
            refusals.merge(status, 1L, Long::sum);
            refusedAhead.addLast(sequence);
        }
        return yes;
    }

    /** How many are on their way, if all up to {@code completed} have arrived everywhere. */
    long outstanding(long completed) {
        while (!refusedAhead.isEmpty() && refusedAhead.peekFirst() <= completed) {
            refusedAhead.removeFirst();
        }
        return sent - completed - refusedAhead.size();
    }

    /** The highest sequence number so far; what was not flushed yet may be missing. */
    long sent() {
        return visibleSent;
    }

    long unanswered() {
        return sent - answered;
    }

    Accepted accepted() {
        return accepted;
    }

    Publications publications(boolean publisherClosed) {
        return new Publications(sent, accepted.count(), new TreeMap<>(refusals), unanswered(), publisherClosed);
    }
}
