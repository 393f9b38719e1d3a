package io.sluice.server.publisher;

import io.sluice.model.TopicName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The topics and the key that a publication names, checked. */
final class Topics {

    static final int MAX_KEY_LENGTH = 255;

    /** What the decoder puts in place of bytes that are no UTF-8: different keys would become one. */
    private static final char REPLACEMENT = '\uFFFD';

    private Topics() {}

    /**
     * The topics named, the broadcast topic where none is.
     *
     * @throws IllegalArgumentException if there are too many, one is wrong, or one comes twice; the message says which
     */
    static List<TopicName> of(List<String> names, int max) {
        if (names.isEmpty()) {
            return List.of(TopicName.BROADCAST);
        }
        if (names.size() == 1) {
            return List.of(publishable(names.get(0)));
        }
        if (names.size() > max) {
            throw new IllegalArgumentException(
                    "%d topics are named; allowed: %d (push.max-topics)".formatted(names.size(), max));
        }
        List<TopicName> topics = new ArrayList<>(names.size());
        for (String name : names) {
            topics.add(publishable(name));
        }
        if (new HashSet<>(topics).size() < topics.size()) {
            throw new IllegalArgumentException("a topic is named twice; allowed: each topic once");
        }
        return topics;
    }

    private static TopicName publishable(String name) {
        TopicName topic = new TopicName(name);
        if (topic.isReserved()) {
            throw new IllegalArgumentException(
                    "a topic name begins with \"presence:\", to which only the gateway publishes; allowed: any other");
        }
        return topic;
    }

    /** Whether a key for lag policies is of an allowed length and was sent as UTF-8. */
    static boolean isKey(String key) {
        return !key.isEmpty()
                && key.length() <= MAX_KEY_LENGTH
                && key.indexOf(REPLACEMENT) < 0
                && !hasLoneSurrogate(key);
    }

    /** Whether the text cannot be written as UTF-8. */
    static boolean hasLoneSurrogate(String text) {
        return text.codePoints()
                .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    static String badKey() {
        return "key is not 1 to " + MAX_KEY_LENGTH + " characters of UTF-8";
    }
}
