package io.sluice.model;

import java.util.Comparator;

/**
 * The place of a connection in the order of the worst first: by publications behind, the older connection first where
 * those are equal.
 *
 * @param behindMessages publications that its cursors have not passed
 * @param id of the connection
 */
public record LagPlace(long behindMessages, long id) implements Comparable<LagPlace> {

    private static final Comparator<LagPlace> ORDER =
            Comparator.comparingLong(LagPlace::behindMessages).reversed().thenComparingLong(LagPlace::id);

    /** In front of all others. */
    public static final LagPlace FIRST = new LagPlace(Long.MAX_VALUE, 0);

    public static LagPlace of(ConnectionSummary connection) {
        return new LagPlace(connection.lag().messages(), connection.info().id());
    }

    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static LagPlace parse(String text) {
        int dash = text.indexOf('-');
        return new LagPlace(
                Long.parseLong(text, 0, Math.max(0, dash), 10), Long.parseLong(text, dash + 1, text.length(), 10));
    }

    @Override
    public int compareTo(LagPlace other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return behindMessages + "-" + id;
    }
}
