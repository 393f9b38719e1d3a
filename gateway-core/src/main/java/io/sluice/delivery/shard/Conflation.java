package io.sluice.delivery.shard;

import io.sluice.delivery.log.SegmentView;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest publication of each key between a cursor and the head, in offset order. Shard's loop only. */
final class Conflation {

    private final long[] offsets;
    private final long headOffset;
    private int at;

    private Conflation(long[] offsets, long headOffset) {
        this.offsets = offsets;
        this.headOffset = headOffset;
    }

    /**
     * Looks at everything from a record on.
     *
     * @return null where there are more keys than may be
     */
    static @Nullable Conflation from(SegmentView view, int index, int maxKeys) {
        Map<@Nullable String, Long> newest = new HashMap<>();
        long headOffset = view.offsetOf(index) - 1;
        int from = index;
        for (SegmentView v = view; v != null; v = v.next()) {
            int published = v.published();
            for (int i = from; i < published; i++) {
                headOffset = v.offsetOf(i);
                newest.put(v.keyOf(i), headOffset);
                if (newest.size() > maxKeys) {
                    return null;
                }
            }
            from = 0;
        }
        long[] offsets = new long[newest.size()];
        int n = 0;
        for (long offset : newest.values()) {
            offsets[n++] = offset;
        }
        Arrays.sort(offsets);
        return new Conflation(offsets, headOffset);
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
