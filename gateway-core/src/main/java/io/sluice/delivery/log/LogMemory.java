package io.sluice.delivery.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayDeque;

/**
 * All memory of all logs of one hub: what topics retain, and what they gave up but somebody still reads (pinned). What is
 * counted is what the allocator holds, not what is written.
 *
 * <p>Written on the hub's loop; the figures may be read by any thread.
 */
public final class LogMemory {

    /** What is larger is not pooled, and as large as it was wanted. */
    private static final int CHUNK_BYTES = 8192 << 9;

    /**
     * An allocator of the logs' own. It must be this one: slices of its buffers have counts of their own, whereas the
     * adaptive allocator's share the root's, which all loops would then fight for. One arena, since one thread allocates;
     * no thread caches, which would keep memory that nobody counts.
     */
    private final PooledByteBufAllocator allocator;

    private final long budgetBytes;
    private final ArrayDeque<Segment> pinned = new ArrayDeque<>();
    private volatile long retainedBytes;
    private volatile long pinnedBytes;
    private volatile long indexBytes;

    public LogMemory(long budgetBytes) {
        this(budgetBytes, new PooledByteBufAllocator(true, 0, 1, 8192, 9, 0, 0, false));
    }

    /** For tests of an allocator that refuses. */
    LogMemory(long budgetBytes, PooledByteBufAllocator allocator) {
        this.budgetBytes = budgetBytes;
        this.allocator = allocator;
    }

    public long budgetBytes() {
        return budgetBytes;
    }

    /** What topics retain. */
    public long retainedBytes() {
        return retainedBytes;
    }

    /** What was given up by its topic and is still held by a shard or a socket. */
    public long pinnedBytes() {
        return pinnedBytes;
    }

    /** What it takes on the heap to find the records: ends, times, keys. */
    public long indexBytes() {
        return indexBytes;
    }

    /** What the allocator has of the operating system. */
    public long reservedBytes() {
        return allocator.metric().usedDirectMemory();
    }

    /**
     * Whether that much more would leave an eighth of the budget free: histories do not take all of it, so that the past of
     * a format that somebody comes to read can still be encoded.
     */
    public boolean isComfortableWith(long bytes) {
        return heldBytes() + bytes <= budgetBytes - budgetBytes / 8;
    }

    private long heldBytes() {
        return retainedBytes + pinnedBytes + indexBytes;
    }

    /** Whether that much more would stay inside the budget. */
    public boolean hasRoomFor(long bytes) {
        return heldBytes() + bytes <= budgetBytes;
    }

    /** What the allocator takes for a segment of that many bytes: four sizes to each doubling. */
    static int allocatedBytes(int wantedBytes) {
        if (wantedBytes > CHUNK_BYTES) {
            return wantedBytes;
        }
        int step = Math.max(16, Integer.highestOneBit(wantedBytes - 1) / 4);
        return (wantedBytes + step - 1) & -step;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the hub's loop
    Segment newSegment(long baseOffset, long baseBytes, int wantedBytes) {
        ByteBuf root = allocator.directBuffer(wantedBytes);
        root.capacity(root.writerIndex() + root.maxFastWritableBytes());
        assert root.capacity() == allocatedBytes(wantedBytes) : root.capacity() + " bytes for " + wantedBytes;
        Segment segment = new Segment(baseOffset, baseBytes, root);
        retainedBytes += root.capacity();
        indexBytes += segment.indexBytes();
        return segment;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the hub's loop
    void noteIndexGrowth(int bytes) {
        indexBytes += bytes;
    }

    /** Takes a segment that its topic gave up. It is freed when the last reader has let go, which {@link #sweep()} notices. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the hub's loop
    void retire(Segment segment) {
        retainedBytes -= segment.capacityBytes();
        indexBytes -= segment.indexBytes();
        if (segment.isUnshared()) {
            segment.release();
        } else {
            pinnedBytes += segment.capacityBytes();
            pinned.add(segment);
        }
    }

    /** Whether {@link #sweep()} has something to look at. */
    public boolean hasPinned() {
        return !pinned.isEmpty();
    }

    /** The segments that were given up first and are still held, up to so many. */
    public PinnedSegments oldestPinned(int most) {
        return new PinnedSegments(pinned.stream().limit(most).map(Segment::root).toList());
    }

    /** Frees what the readers have let go of since the last look. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the hub's loop
    public void sweep() {
        for (int left = pinned.size(); left > 0; left--) {
            Segment segment = pinned.remove();
            if (segment.isUnshared()) {
                pinnedBytes -= segment.capacityBytes();
                segment.release();
            } else {
                pinned.add(segment);
            }
        }
    }
}
