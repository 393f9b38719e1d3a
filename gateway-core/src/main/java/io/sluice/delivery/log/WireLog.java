package io.sluice.delivery.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The segments of one topic in one wire format, oldest first. Hub's loop only. */
public final class WireLog {

    private static final int FIRST_SEGMENT_BYTES = 256;

    private final WireFormat format;
    private @Nullable Segment oldest;
    private @Nullable Segment newest;
    private long firstOffset;
    private long capacityBytes;
    private long indexBytes;
    private long endBytes;

    /** The publication that is on its way in, and how long its record is: asked three times, and for some formats dear. */
    private @Nullable Publication measured;

    private int measuredBytes;

    /**
     * An empty log.
     *
     * @param firstOffset of the publication that is going to be appended first
     */
    WireLog(WireFormat format, long firstOffset) {
        this.format = format;
        this.firstOffset = firstOffset;
    }

    /** The first publication of the empty log is going to have this offset. */
    void beginAt(long offset) {
        assert oldest == null;
        firstOffset = offset;
    }

    public WireFormat format() {
        return format;
    }

    /** Wire bytes appended since the log began. */
    public long endBytes() {
        return endBytes;
    }

    /** The oldest offset that can be read in this format; one past the head where none can. */
    long firstOffset() {
        return firstOffset;
    }

    /** The same with what it takes on the heap. */
    long heldBytes() {
        return capacityBytes + indexBytes;
    }

    /** Whether there is a segment to give up before the newest. */
    boolean canShorten() {
        return oldest != newest;
    }

    long capacityBytes() {
        return capacityBytes;
    }

    @Nullable
    Segment oldest() {
        return oldest;
    }

    /** The segment of a record; null past the head. One that was reserved in vain is empty and has none. */
    @Nullable
    Segment segmentOf(long offset) {
        Segment segment = oldest;
        while (segment != null && segment.lastOffset() < offset) {
            segment = segment.successor;
        }
        return segment;
    }

    /** How much memory appending this publication is going to take, buffer and index. */
    int wantedBytes(Publication publication, Retention retention) {
        int bufferBytes = bufferBytes(publication, retention);
        Segment tail = newest;
        return tail == null || bufferBytes > 0
                ? bufferBytes + Segment.firstIndexBytes(publication)
                : tail.indexGrowthBytes(publication);
    }

    @SuppressWarnings("ReferenceEquality") // the same publication on its way through wanted, reserve and append
    private int recordBytes(Publication publication) {
        if (publication != measured) {
            measuredBytes = format.encodedBytes(publication);
            measured = publication;
        }
        return measuredBytes;
    }

    /** How large a segment is to be opened for this publication; 0 while the newest has room. */
    private int bufferBytes(Publication publication, Retention retention) {
        int recordBytes = recordBytes(publication);
        Segment tail = newest;
        if (tail == null) {
            return LogMemory.allocatedBytes(Math.max(FIRST_SEGMENT_BYTES, recordBytes));
        }
        if (tail.fits(recordBytes) && tail.count() < retention.maxSegmentRecords()) {
            return 0;
        }
        int doubled = Math.min(tail.capacityBytes() * 2, retention.maxSegmentBytes());
        // A segment that is full of records and not of bytes was larger than its records needed.
        int grown = tail.fits(recordBytes) ? Math.min(doubled, tail.endOf(tail.count() - 1)) : doubled;
        return LogMemory.allocatedBytes(Math.max(grown, recordBytes));
    }

    /**
     * Makes sure that the newest segment has room for the publication.
     *
     * @param listener hears of a new segment while it is still empty, so that its readers hold it before they can see it
     */
    void reserve(Publication publication, Retention retention, LogMemory memory, LogListener listener) {
        int wantedBytes = bufferBytes(publication, retention);
        if (wantedBytes > 0) {
            Segment opened = open(publication.position().offset(), wantedBytes, memory);
            listener.onSegmentOpened(this, opened::newView);
        }
    }

    /** Encodes into the room that was reserved, and publishes. */
    void append(Publication publication, LogMemory memory) {
        Segment tail = newest;
        assert tail != null : "nothing was reserved";
        int recordBytes = recordBytes(publication);
        measured = null;
        int indexBytes = tail.indexBytes();
        tail.append(format, publication, recordBytes);
        noteIndexGrowth(tail.indexBytes() - indexBytes, memory);
        endBytes += recordBytes;
    }

    private void noteIndexGrowth(int bytes, LogMemory memory) {
        if (bytes > 0) {
            indexBytes += bytes;
            memory.noteIndexGrowth(bytes);
        }
    }

    private Segment open(long baseOffset, int wantedBytes, LogMemory memory) {
        Segment segment = memory.newSegment(baseOffset, endBytes, wantedBytes);
        capacityBytes += segment.capacityBytes();
        indexBytes += segment.indexBytes();
        if (newest == null) {
            oldest = segment;
        } else {
            newest.successor = segment;
        }
        newest = segment;
        return segment;
    }

    /**
     * Puts publications before all others.
     *
     * @param publications at least one, which end where this log begins
     */
    void prepend(List<Publication> publications, int wireBytes, LogMemory memory, LogListener listener) {
        long baseOffset = publications.getFirst().position().offset();
        Segment head = oldest;
        long baseBytes = (head == null ? endBytes : head.baseBytes) - wireBytes;
        Segment segment = memory.newSegment(baseOffset, baseBytes, wireBytes);
        int indexBytes = segment.indexBytes();
        try {
            for (Publication publication : publications) {
                segment.append(format, publication, format.encodedBytes(publication));
            }
        } catch (RuntimeException | Error e) {
            memory.noteIndexGrowth(segment.indexBytes() - indexBytes);
            memory.retire(segment);
            throw e;
        }
        memory.noteIndexGrowth(segment.indexBytes() - indexBytes);
        this.indexBytes += segment.indexBytes();
        capacityBytes += segment.capacityBytes();
        segment.successor = head;
        oldest = segment;
        if (head == null) {
            newest = segment;
        }
        firstOffset = baseOffset;
        listener.onSegmentPrepended(this, segment::newView, publications.size());
    }

    /** Gives up all segments that end before this offset. */
    void retireBefore(long offset, LogMemory memory, LogListener listener) {
        firstOffset = Math.max(firstOffset, offset);
        Segment segment = oldest;
        while (segment != null && segment.lastOffset() < offset) {
            oldest = segment.successor;
            if (oldest == null) {
                newest = null;
            }
            capacityBytes -= segment.capacityBytes();
            indexBytes -= segment.indexBytes();
            listener.onSegmentRetired(this);
            memory.retire(segment);
            segment = oldest;
        }
    }

    /** Makes views of all segments, oldest first. */
    void forEachSegment(ViewConsumer consumer) {
        for (Segment segment = oldest; segment != null; segment = segment.successor) {
            consumer.accept(segment.newView());
        }
    }

    /** Takes a hold that it must release. */
    @FunctionalInterface
    public interface ViewConsumer {
        void accept(SegmentView view);
    }
}
