package io.sluice.delivery.log;

import io.netty.buffer.ByteBuf;
import io.sluice.model.PayloadKind;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
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
    private static final int OBJECT_BYTES = 40;

    /** A segment and its buffer as objects, measured: what very many small ones cost. */
    private static final int SEGMENT_BYTES = 256;

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
    private long[] stamps = new long[1];

    /** The records' keys; null while no record has one. */
    private @Nullable String @Nullable [] keys;

    /** The traces that records belong to; null while no record belongs to one. */
    private @Nullable String @Nullable [] traceParents;

    /** Of keys and traces. */
    private int textBytes;

    @SuppressWarnings("unused") // through PUBLISHED
    private int published;

    /** The segment after this one in the hub's list; hub's loop only. */
    @Nullable
    Segment successor;

    /**
     * An empty segment that owns its buffer.
     *
     * @param root a buffer with a count of its own; the segment is its only writer
     */
    Segment(long baseOffset, long baseBytes, ByteBuf root) {
        this.baseOffset = baseOffset;
        this.baseBytes = baseBytes;
        this.root = root;
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

    /** When record {@code index} was appended, since 1970-01-01 UTC. The index is below {@link #published()}. */
    long timeMillis(int index) {
        return stamps[index] >> KIND_BITS;
    }

    /** The key of record {@code index}, which is below {@link #published()}; null where it has none. */
    @Nullable
    String key(int index) {
        @Nullable String[] all = keys;
        return all == null ? null : all[index];
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
        stamps[index] =
                publication.timeMillis() << KIND_BITS | publication.kind().code();
        noteKey(index, publication.key());
        noteTrace(index, publication.traceParent());
        PUBLISHED.setRelease(this, index + 1);
    }

    /** Readers that hold the old arrays see the same records in them. */
    private void grow() {
        int length = Math.max(4, ends.length * 2);
        ends = Arrays.copyOf(ends, length);
        stamps = Arrays.copyOf(stamps, length);
        if (keys != null) {
            keys = Arrays.copyOf(keys, length);
        }
        if (traceParents != null) {
            traceParents = Arrays.copyOf(traceParents, length);
        }
    }

    private void noteKey(int index, @Nullable String key) {
        if (key == null) {
            return;
        }
        if (keys == null) {
            keys = new String[ends.length];
        }
        keys[index] = key;
        textBytes += textBytes(key);
    }

    private void noteTrace(int index, @Nullable String traceParent) {
        if (traceParent == null) {
            return;
        }
        if (traceParents == null) {
            traceParents = new String[ends.length];
        }
        traceParents[index] = traceParent;
        textBytes += textBytes(traceParent);
    }

    /** What it takes on the heap beside the buffer: the index, and keys and traces as if nobody else had them too. */
    int indexBytes() {
        return SEGMENT_BYTES + entryBytes(ends.length) + columnBytes(keys) + columnBytes(traceParents) + textBytes;
    }

    /** By how much that is going to grow with a further record. */
    int indexGrowthBytes(Publication publication) {
        boolean grows = count() == ends.length;
        int length = grows ? Math.max(4, ends.length * 2) : ends.length;
        return entryBytes(length - ends.length)
                + columnGrowthBytes(keys, publication.key(), length)
                + columnGrowthBytes(traceParents, publication.traceParent(), length);
    }

    private static int columnBytes(@Nullable String @Nullable [] column) {
        return column == null ? 0 : column.length * Integer.BYTES;
    }

    private static int columnGrowthBytes(@Nullable String @Nullable [] column, @Nullable String text, int length) {
        int grown = text == null && column == null ? 0 : length * Integer.BYTES;
        return grown - columnBytes(column) + textBytes(text);
    }

    /** What a segment is going to take there with its first record. */
    static int firstIndexBytes(Publication publication) {
        return SEGMENT_BYTES
                + entryBytes(1)
                + firstTextBytes(publication.key())
                + firstTextBytes(publication.traceParent());
    }

    private static int firstTextBytes(@Nullable String text) {
        return text == null ? 0 : Integer.BYTES + textBytes(text);
    }

    /** The most that a segment of these records is going to take there. */
    static int indexBytesOf(List<Publication> publications) {
        int bytes = SEGMENT_BYTES + entryBytes(Math.max(4, publications.size() * 2));
        for (Publication publication : publications) {
            bytes += 4 * Integer.BYTES + textBytes(publication.key()) + textBytes(publication.traceParent());
        }
        return bytes;
    }

    private static int entryBytes(int records) {
        return records * (Integer.BYTES + Long.BYTES);
    }

    private static int textBytes(@Nullable String text) {
        return text == null ? 0 : OBJECT_BYTES + text.length();
    }

    int recordBytes(int index) {
        return endOf(index) - endOf(index - 1);
    }

    /** The bytes of the records from this one on. */
    int bytesFrom(int index) {
        return endOf(count() - 1) - endOf(index - 1);
    }

    PayloadKind kind(int index) {
        return PayloadKind.ofCode((int) (stamps[index] & ((1 << KIND_BITS) - 1)));
    }

    /** A hold for a reader on another thread, with a count of its own, so that its slices leave the root's count alone. */
    SegmentView newView() {
        return new SegmentView(this, root.retainedSlice(0, root.capacity()));
    }

    /**
     * Reads a record of a canonical segment back.
     *
     * @return its payload borrowed from the segment
     */
    Publication read(int index, TopicName topic, long epoch) {
        int begin = endOf(index - 1) + WebSocketFormat.headerBytes(root, endOf(index - 1));
        return new Publication(
                topic,
                new Position(epoch, baseOffset + index),
                timeMillis(index),
                kind(index),
                key(index),
                traceParents == null ? null : traceParents[index],
                root.slice(begin, endOf(index) - begin));
    }

    ByteBuf root() {
        return root;
    }

    /** Whether nobody but the log holds the bytes. */
    boolean isUnshared() {
        return root.refCnt() == 1;
    }

    void release() {
        root.release();
    }
}
