package io.sluice.model;

/**
 * Publications that a subscriber was told it is not going to get.
 *
 * @param from the first offset it is about
 * @param to the last one
 * @param skipped how many of them did not come
 */
public record ToldGap(long from, long to, long skipped, Kind kind) {

    /** What is known of it. */
    public enum Kind {
        /** Retention overtook the reader: all of them were skipped. */
        LAG,
        /** As before, but the newest of each key came. */
        LATEST,
        /** Several gaps, between which others came. */
        SEVERAL
    }

    /** Whether this offset lies in it. */
    public boolean covers(long offset) {
        return from <= offset && offset <= to;
    }
}
