package io.sluice.model;

import org.jspecify.annotations.Nullable;

/**
 * The name of a topic: 1–255 characters of {@code A–Z a–z 0–9 . _ : @ -}.
 *
 * @param value the name, already checked
 */
public record TopicName(String value) implements Comparable<TopicName> {

    public static final int MAX_LENGTH = 255;

    private static final String PRESENCE_PREFIX = "presence:";

    public static final String ALLOWED = "1 to " + MAX_LENGTH + " characters of A-Z a-z 0-9 . _ : @ -";

    /** The topic of a request that names none. */
    public static final TopicName BROADCAST = new TopicName("broadcast");

    /**
     * @throws IllegalArgumentException if the name is empty, too long or has a character that is not allowed; the message
     *     says which
     */
    public TopicName {
        int length = value.length();
        if (length == 0) {
            throw new IllegalArgumentException("a topic name is empty; allowed: " + ALLOWED);
        }
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException("a topic name has " + length + " characters; allowed: " + ALLOWED);
        }
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (!isAllowed(c)) {
                throw new IllegalArgumentException("a topic name has the character U+%04X at index %d; allowed: %s"
                        .formatted((int) c, i, ALLOWED));
            }
        }
    }

    static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == ':'
                || c == '@'
                || c == '-';
    }

    /** Whether the gateway alone publishes to it. */
    public boolean isReserved() {
        return value.startsWith(PRESENCE_PREFIX);
    }

    /** The topic that tells who comes to this one and who leaves it; null where there cannot be one. */
    public @Nullable TopicName presence() {
        boolean fits = value.length() <= MAX_LENGTH - PRESENCE_PREFIX.length();
        return fits && !isReserved() ? new TopicName(PRESENCE_PREFIX + value) : null;
    }

    /** The topic that this one tells of who comes and leaves; null where it tells of none. */
    public @Nullable TopicName presenceSubject() {
        return isReserved() && value.length() > PRESENCE_PREFIX.length()
                ? new TopicName(value.substring(PRESENCE_PREFIX.length()))
                : null;
    }

    @Override
    public int compareTo(TopicName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
