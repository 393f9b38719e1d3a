package io.sluice.bench.faults;

import java.util.Arrays;

/**
 * What became of each publication, by the number that its payload carries. Numbers count up from 1 over all topics. Belongs to
 * the client loop.
 */
final class Publications {
    private static final byte UNDER_WAY = 0;
    private static final byte ACCEPTED = 1;
    private static final byte UNKNOWN = 2;
    private static final byte REFUSED = 3;

    private byte[] fates = new byte[1024];
    private long newest;
    private long accepted;
    private long refusals;
    private long unknowns;

    /** A publication that goes out for the first time. */
    long begin() {
        newest++;
        if (newest == fates.length) {
            fates = Arrays.copyOf(fates, 2 * fates.length);
        }
        return newest;
    }

    /** The newest that has gone out. */
    long newest() {
        return newest;
    }

    void accepted(long number) {
        if (fate(number) != ACCEPTED) {
            accepted++;
        }
        set(number, ACCEPTED);
    }

    /** It was sent, and nobody said what became of it. */
    void unknown(long number) {
        unknowns++;
        if (fate(number) != ACCEPTED) {
            set(number, UNKNOWN);
        }
    }

    /** It was not taken; if an earlier attempt is unknown, so is the publication. */
    void refused(long number) {
        refusals++;
        if (fate(number) == UNDER_WAY) {
            set(number, REFUSED);
        }
    }

    boolean wasBegun(long number) {
        return number > 0 && number <= newest;
    }

    boolean wasRefused(long number) {
        return fate(number) == REFUSED;
    }

    boolean isUnderWay(long number) {
        return fate(number) == UNDER_WAY;
    }

    private byte fate(long number) {
        return fates[Math.toIntExact(number)];
    }

    private void set(long number, byte fate) {
        fates[Math.toIntExact(number)] = fate;
    }

    /** Publications, by what became of them at last, and answers of those kinds on the way. */
    Counts counts() {
        long left = 0;
        for (long number = 1; number <= newest; number++) {
            left += fate(number) == UNKNOWN ? 1 : 0;
        }
        return new Counts(newest, accepted, left, refusals, unknowns);
    }

    /**
     * What was published.
     *
     * @param begun publications
     * @param unknown publications of which nobody ever said what became of them
     * @param refusals attempts that were answered with a refusal
     * @param unknownAttempts attempts without an outcome; the same publication may have been accepted afterwards
     */
    record Counts(long begun, long accepted, long unknown, long refusals, long unknownAttempts) {}
}
