package io.sluice.delivery.log;

import io.netty.buffer.ByteBuf;
import io.sluice.model.PayloadKind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A run of consecutive publications of one log in one wire format, in one buffer that never moves.
 *
 * <p>The hub's loop writes: bytes and index first, then {@code published} with release. Any thread that has read
 * {@link #published()} may read the bytes and ends of the records below it, which never change afterwards.
 */
final class Segment {

    private static final VarHandle PUBLISHED;
    private static final int KIND_BITS = 2;

    static {
        try {
            PUBLISHED = MethodHandles.lookup().findVarHandle(Segment.class, "published", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final long baseOffset;
    /** Wire bytes of the log before this segment, since the log began: positions of a log in bytes count on across segments. */
    final long baseBytes;

    private final ByteBuf root;
    private int[] ends = new int[1];
    private long @Nullable [] stamps;

    @SuppressWarnings("unused") // through PUBLISHED
    private int published;

    /** The segment after this one in the hub's list; hub's loop only. */
    @Nullable
    Segment successor;

    /**
     * An empty segment that owns its buffer.
     *
     * @param root a buffer with a count of its own; the segment is its only writer
     * @param stamped whether times and kinds are kept: the canonical log does, the others are derived from it
     */
    Segment(long baseOffset, long baseBytes, ByteBuf root, boolean stamped) {
        this.baseOffset = baseOffset;
        this.baseBytes = baseBytes;
        this.root = root;
        this.stamps = stamped ? new long[1] : null;
    }

    // ---- any thread

    /** How many records may be read. */
    int published() {
        return (int) PUBLISHED.getAcquire(this);
    }

    /** Where record {@code index} ends in the buffer; -1 gives the begin of the first. The index is below {@link #published()}. */
    int endOf(int index) {
        return index < 0 ? 0 : ends[index];
    }

    int capacityBytes() {
        return root.capacity();
    }

    // ---- the hub's loop

    int count() {
        return (int) PUBLISHED.get(this);
    }

    long lastOffset() {
        return baseOffset + count() - 1;
    }

    long endBytes() {
        return baseBytes + root.writerIndex();
    }

    boolean fits(int recordBytes) {
        return root.writableBytes() >= recordBytes;
    }

    void append(WireFormat format, Publication publication, int recordBytes) {
        int index = count();
        if (index == ends.length) {
            grow();
        }
        format.encode(publication, root);
        int end = root.writerIndex();
        assert end - endOf(index - 1) == recordBytes : format.name() + " wrote another length than it said";
        ends[index] = end;
        if (stamps != null) {
            stamps[index] =
                    publication.timeMillis() << KIND_BITS | publication.kind().code();
        }
        PUBLISHED.setRelease(this, index + 1);
    }

    /** Readers that hold the old arrays see the same records in them. */
    private void grow() {
        int length = Math.max(4, ends.length * 2);
        ends = Arrays.copyOf(ends, length);
        if (stamps != null) {
            stamps = Arrays.copyOf(stamps, length);
        }
    }

    int recordBytes(int index) {
        return endOf(index) - endOf(index - 1);
    }

    /** The bytes of the records from this one on. */
    int bytesFrom(int index) {
        return endOf(count() - 1) - endOf(index - 1);
    }

    long timeMillis(int index) {
        assert stamps != null;
        return stamps[index] >> KIND_BITS;
    }

    PayloadKind kind(int index) {
        assert stamps != null;
        return PayloadKind.ofCode((int) (stamps[index] & ((1 << KIND_BITS) - 1)));
    }

    /** A hold for a reader on another thread, with a count of its own, so that its slices leave the root's count alone. */
    SegmentView newView() {
        return new SegmentView(this, root.retainedSlice(0, root.capacity()));
    }

    /** Whether nobody but the log holds the bytes. */
    boolean isUnshared() {
        return root.refCnt() == 1;
    }

    void release() {
        root.release();
    }
}
