package io.sluice.model;

/**
 * Where a publication stands in its topic: {@code <epoch>:<offset>} in text.
 *
 * @param epoch a random id that changes whenever the log's content can no longer be trusted to be continuous; any value
 * @param offset counts up by one per publication of the topic, the first one is 1; 0 is "before the first"
 */
public record Position(long epoch, long offset) {

    /** The greatest offset; a number that JSON and JavaScript keep exactly. */
    public static final long MAX_OFFSET = (1L << 53) - 1;

    private static final int RADIX = 36;
    private static final int MAX_EPOCH_LENGTH = 13;

    public Position {
        if (offset < 0) {
            throw new IllegalArgumentException("an offset is " + offset + "; allowed: 0 or more");
        }
    }

    /**
     * Reads what {@link #toString()} writes. An epoch that no number of 64 bits has is read as another one; that was not
     * given by any topic either.
     *
     * @throws IllegalArgumentException if the text is no position; the message says what is allowed
     */
    public static Position parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon > MAX_EPOCH_LENGTH || text.length() == colon + 1) {
            throw malformed();
        }
        long epoch = 0;
        for (int i = 0; i < colon; i++) {
            char c = text.charAt(i);
            if (!isDecimal(c) && (c < 'a' || c > 'z')) {
                throw malformed();
            }
            epoch = epoch * RADIX + Character.digit(c, RADIX);
        }
        long offset = 0;
        for (int i = colon + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            offset = offset * 10 + (c - '0');
            if (!isDecimal(c) || offset > MAX_OFFSET) {
                throw malformed();
            }
        }
        return new Position(epoch, offset);
    }

    private static boolean isDecimal(char c) {
        return c >= '0' && c <= '9';
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("a position is not <epoch>:<offset>, as the gateway gave it");
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
