package io.sluice.bench.load;

import java.util.BitSet;

/** The sequence numbers that the server took responsibility for. Not thread-safe. */
final class Accepted {
    private final Topics topics;
    private final BitSet sequences = new BitSet();
    private long count;

    Accepted(Topics topics) {
        this.topics = topics;
    }

    void add(long sequence) {
        sequences.set(Math.toIntExact(sequence));
        count++;
    }

    long count() {
        return count;
    }

    /** How many of a topic's publications lie in the range, both ends inclusive; its first publication is number 1. */
    long countIn(int topic, long from, long to) {
        long found = 0;
        long end = Math.min(topics.sequenceOf(topic, to), sequences.length() - 1L);
        for (long at = topics.sequenceOf(topic, from); at <= end; at += topics.count()) {
            if (sequences.get((int) at)) {
                found++;
            }
        }
        return found;
    }

    /** How many of a topic's publications come after that one. */
    long countAfter(int topic, long number) {
        return countIn(topic, number + 1, topics.numberOf(Math.max(1, sequences.length())));
    }
}
