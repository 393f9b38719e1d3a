package io.sluice.delivery.log;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One reader's hold on a segment. The hub makes it on behalf of a shard before the shard learns of the segment; from then
 * on it is the shard's alone, and slices of it count on it and not on the segment.
 */
public final class SegmentView {

    private final Segment segment;
    private final ByteBuf bytes;

    /** The view of the following segment, once the shard has learnt of it; a segment that has one gets no more records. */
    private @Nullable SegmentView next;

    private long address;

    /** How many cursors stand in this view. */
    private int cursors;

    SegmentView(Segment segment, ByteBuf bytes) {
        this.segment = segment;
        this.bytes = bytes;
    }

    /** How many records may be read; their bytes and ends never change. */
    public int published() {
        return segment.published();
    }

    /** The byte at which record {@code index} begins, which is where the one before it ends. */
    public int beginOf(int index) {
        return segment.endOf(index - 1);
    }

    public long offsetOf(int index) {
        return segment.baseOffset + index;
    }

    /** When record {@code index} was appended, since 1970-01-01 UTC. */
    public long timeMillis(int index) {
        return segment.timeMillis(index);
    }

    /** The key that the publisher gave record {@code index}; null for none. */
    public @Nullable String keyOf(int index) {
        return segment.key(index);
    }

    /** The wire bytes of this log before record {@code index}, counted since the log began. */
    public long logBytesBefore(int index) {
        return segment.baseBytes + beginOf(index);
    }

    /**
     * The last record that can be sent with {@code from} in one slice of at most {@code maxBytes}, plus one. A record
     * that is larger goes alone.
     */
    public int cut(int from, int published, int maxBytes) {
        int begin = beginOf(from);
        if (beginOf(published) - begin <= maxBytes) {
            return published;
        }
        int low = from + 1;
        int high = published;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (beginOf(middle) - begin <= maxBytes) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The whole segment's bytes, readable below what is published. Slices are to be taken as retained slices. */
    public ByteBuf bytes() {
        return bytes;
    }

    /**
     * Where the bytes lie in memory, for handing them to a descriptor of a native transport. Asked of the buffer once: it
     * can be dear where Netty runs without Unsafe.
     */
    public long address() {
        if (address == 0) {
            address = bytes.hasMemoryAddress()
                    ? bytes.memoryAddress()
                    : Buffer.memoryAddress(bytes.nioBuffer(0, bytes.capacity()));
        }
        return address;
    }

    public @Nullable SegmentView next() {
        return next;
    }

    public void linkNext(SegmentView following) {
        assert next == null;
        next = following;
    }

    public int cursors() {
        return cursors;
    }

    public void enter() {
        cursors++;
    }

    public void leave() {
        cursors--;
        assert cursors >= 0;
    }

    /** Gives up the hold; bytes already handed to a socket stay until it has sent them. */
    public void release() {
        bytes.release();
    }
}
