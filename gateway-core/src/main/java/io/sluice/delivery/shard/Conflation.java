package io.sluice.delivery.shard;

/** The newest publication of each key between a cursor and the head, in offset order. Shard's loop only. */
final class Conflation {

    private final long[] offsets;
    private final long headOffset;
    private int at;

    /**
     * Publications to deliver.
     *
     * @param offsets ascending
     * @param headOffset the last offset that was looked at
     */
    Conflation(long[] offsets, long headOffset) {
        this.offsets = offsets;
        this.headOffset = headOffset;
    }

    /** The last offset that was looked at. */
    long headOffset() {
        return headOffset;
    }

    int size() {
        return offsets.length;
    }

    boolean isDone() {
        return at == offsets.length;
    }

    /** The offset that comes next; not where it is done. */
    long next() {
        return offsets[at];
    }

    /** How many consecutive offsets come next, at most {@code most}. */
    int run(int most) {
        int length = 1;
        while (length < most && at + length < offsets.length && offsets[at + length] == offsets[at] + length) {
            length++;
        }
        return length;
    }

    void delivered(int records) {
        at += records;
    }
}
