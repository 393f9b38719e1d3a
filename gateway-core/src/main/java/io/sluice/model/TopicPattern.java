package io.sluice.model;

/**
 * Which topics a rule is for: one name, or, with {@code *} as the last character, all names that begin with what stands
 * before it.
 *
 * @param value as written, already checked
 */
public record TopicPattern(String value) {

    public static final String ALLOWED = "a topic name, or the beginning of one with * after it: at most "
            + TopicName.MAX_LENGTH + " characters of A-Z a-z 0-9 . _ : @ -";

    /**
     * @throws IllegalArgumentException if no topic can have the name or the beginning; the message continues the value
     */
    public TopicPattern {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        int stars = value.length() - value.replace("*", "").length();
        if (stars > 1 || (stars == 1 && !value.endsWith("*"))) {
            throw new IllegalArgumentException("has a * that is not its only one, at the end");
        }
        int length = value.length() - stars;
        if (length > TopicName.MAX_LENGTH) {
            throw new IllegalArgumentException("has " + length + " characters");
        }
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (!TopicName.isAllowed(c)) {
                throw new IllegalArgumentException("has the character U+%04X at index %d".formatted((int) c, i));
            }
        }
    }

    public boolean isPrefix() {
        return value.endsWith("*");
    }

    /** The name, or the beginning of it, without the star. */
    public String stem() {
        return isPrefix() ? value.substring(0, value.length() - 1) : value;
    }

    @Override
    public String toString() {
        return value;
    }
}
