package io.sluice.model;

/**
 * Where a publication stands in its topic: {@code <epoch>:<offset>} in text.
 *
 * @param epoch a random id that changes whenever the log's content can no longer be trusted to be continuous; any value
 * @param offset counts up by one per publication of the topic, the first one is 1; 0 is "before the first"
 */
public record Position(long epoch, long offset) {

    private static final int RADIX = 36;

    public Position {
        if (offset < 0) {
            throw new IllegalArgumentException("an offset is " + offset + "; allowed: 0 or more");
        }
    }

    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws IllegalArgumentException if the text is not {@code <epoch>:<offset>}; the message says what is allowed
     */
    public static Position parse(String text) {
        int colon = text.indexOf(':');
        try {
            if (colon > 0) {
                return new Position(
                        Long.parseUnsignedLong(text, 0, colon, RADIX),
                        Long.parseLong(text, colon + 1, text.length(), 10));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(malformed(), e);
        }
        throw new IllegalArgumentException(malformed());
    }

    private static String malformed() {
        return "a position is not <epoch>:<offset>, as the gateway gave it";
    }

    /** The epoch as it stands in answers: digits and small letters. */
    public String epochText() {
        return Long.toUnsignedString(epoch, RADIX);
    }

    @Override
    public String toString() {
        return epochText() + ':' + offset;
    }
}
