package io.sluice.bench.load;

/**
 * Which topic a publication goes to, and which topics a subscriber has.
 *
 * <p>Publications go round the topics in turn, so that a sequence number alone says its topic, and which publication of
 * that topic it is; nothing has to be looked up for a message. Each subscriber begins one topic further than the one
 * before it; its topics lie as far apart as they can, so that their messages do not come in bunches.
 *
 * @param count all topics, numbered from 0
 * @param perSubscriber how many each subscriber has, at the places 0 to this, exclusive
 */
record Topics(int count, int perSubscriber) {

    static Topics of(LoadSettings.TopicSpread spread) {
        return new Topics(spread.count(), spread.perSubscriber());
    }

    int topicOf(long sequence) {
        return (int) ((sequence - 1) % count);
    }

    /** The first publication of each topic is number 1. */
    long numberOf(long sequence) {
        return (sequence - 1) / count + 1;
    }

    long sequenceOf(int topic, long number) {
        return (number - 1) * count + topic + 1;
    }

    int topicAt(int subscriber, int place) {
        return (int) (((long) subscriber + (long) place * stride()) % count);
    }

    /** The place at which a subscriber has a topic, -1 if it does not have it. */
    int placeOf(int subscriber, int topic) {
        int distance = topic - subscriber % count;
        if (distance < 0) {
            distance += count;
        }
        int place = distance / stride();
        return place < perSubscriber && place * stride() == distance ? place : -1;
    }

    /** How a topic is written in addresses and messages: all in the same length, so that a template has fixed places. */
    String name(int topic) {
        String digits = Integer.toString(topic);
        return "0".repeat(nameLength() - digits.length()) + digits;
    }

    int nameLength() {
        return Integer.toString(count - 1).length();
    }

    private int stride() {
        return count / perSubscriber;
    }
}
