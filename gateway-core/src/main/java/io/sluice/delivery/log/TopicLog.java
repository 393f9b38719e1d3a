package io.sluice.delivery.log;

import io.netty.buffer.ByteBuf;
import io.sluice.model.PayloadKind;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of one topic: the canonical log, which decides what is retained, and beside it a log of the same
 * offsets for each further wire format that somebody reads. Hub's loop only.
 */
public final class TopicLog {

    private static final int BACK_FILL_BYTES = 64 << 10;
    private static final int BACK_FILL_RECORDS = 1024;

    private final TopicName topic;
    private long epoch;
    private final Retention retention;
    private final LogMemory memory;
    private final WireLog canonical = new WireLog(WebSocketFormat.INSTANCE, 1);
    private final DerivedLogs derived = new DerivedLogs();
    private long nextOffset = 1;
    private long firstOffset = 1;
    private long retainedWireBytes;

    public TopicLog(TopicName topic, long epoch, Retention retention, LogMemory memory) {
        this.topic = topic;
        this.epoch = epoch;
        this.retention = retention;
        this.memory = memory;
    }

    /**
     * Has an empty log go on after this position, which somebody else gave.
     *
     * @throws IllegalStateException if something was appended, or a format opened
     */
    public void beginAfter(Position position) {
        if (nextOffset != 1 || canonical.oldest() != null || !derived.isEmpty()) {
            throw new IllegalStateException(topic + " has begun at " + head());
        }
        epoch = position.epoch();
        nextOffset = position.offset() + 1;
        firstOffset = nextOffset;
        canonical.beginAt(nextOffset);
    }

    public Retention retention() {
        return retention;
    }

    /** The position of the newest publication, retained or not; offset 0 where there was none. */
    public Position head() {
        return new Position(epoch, nextOffset - 1);
    }

    public long headOffset() {
        return nextOffset - 1;
    }

    /** The oldest offset that is retained; one past the head where nothing is. */
    public long firstOffset() {
        return firstOffset;
    }

    public boolean isEmpty() {
        return firstOffset == nextOffset;
    }

    public long retainedMessages() {
        return nextOffset - firstOffset;
    }

    /** What the allocator holds for this topic, all formats together. */
    public long capacityBytes() {
        return canonical.capacityBytes() + derived.capacityBytes();
    }

    /** The same with what it takes on the heap. */
    public long heldBytes() {
        return canonical.heldBytes() + derived.heldBytes();
    }

    /** Whether there is history to give up. */
    public boolean canShorten() {
        return canonical.canShorten();
    }

    /** The payload as the next publication of this topic; nothing has changed until it is appended. */
    public Publication next(PayloadKind kind, @Nullable String key, ByteBuf payload, long timeMillis) {
        return next(kind, key, null, payload, timeMillis);
    }

    /** The same with the trace that it belongs to. */
    public Publication next(
            PayloadKind kind, @Nullable String key, @Nullable String traceParent, ByteBuf payload, long timeMillis) {
        return new Publication(topic, new Position(epoch, nextOffset), timeMillis, kind, key, traceParent, payload);
    }

    /** How much memory {@link #reserve} is going to take for it, all formats together. */
    public long wantedBytes(Publication publication) {
        return canonical.wantedBytes(publication, retention) + derived.wantedBytes(publication, retention);
    }

    /** Takes the memory that the publication needs. What can fail fails here, and then nothing was published. */
    public void reserve(Publication publication, LogListener listener) {
        canonical.reserve(publication, retention, memory, listener);
        derived.reserve(publication, retention, memory, listener);
    }

    /** Encodes the reserved publication once per format in use, publishes it, trims what retention no longer covers. */
    public Position append(Publication publication, LogListener listener) {
        assert publication.position().offset() == nextOffset;
        long before = canonical.endBytes();
        canonical.append(publication, memory);
        retainedWireBytes += canonical.endBytes() - before;
        derived.append(publication, memory);
        nextOffset++;
        trimToSize(listener);
        return publication.position();
    }

    /**
     * Gives up the older half of the history, whole segments of it, to make room for other topics.
     *
     * @param lastOffset nothing after this one goes
     * @return whether there was anything to give up
     */
    public boolean shorten(long lastOffset, LogListener listener) {
        long half = canonical.heldBytes() / 2;
        long kept = canonical.heldBytes();
        long first = firstOffset;
        Segment segment = canonical.oldest();
        while (segment != null
                && segment.lastOffset() < nextOffset - 1
                && segment.lastOffset() <= lastOffset
                && kept > half) {
            kept -= segment.capacityBytes() + segment.indexBytes();
            retainedWireBytes -= segment.bytesFrom((int) Math.max(0, first - segment.baseOffset));
            first = segment.lastOffset() + 1;
            segment = segment.successor;
        }
        boolean shortened = first != firstOffset;
        moveFirstTo(first, listener);
        return shortened;
    }

    /** Gives up everything, reserved segments included; the log is not used afterwards. */
    public void close(LogListener listener) {
        firstOffset = nextOffset;
        canonical.retireBefore(Long.MAX_VALUE, memory, listener);
        derived.retireBefore(Long.MAX_VALUE, memory, listener);
    }

    /** The newest publication stays whatever its size. */
    private void trimToSize(LogListener listener) {
        trimWhile(
                nextOffset - 1,
                (segment, index) -> nextOffset - (segment.baseOffset + index) > retention.messages()
                        || retainedWireBytes > retention.bytes(),
                listener);
    }

    /** Gives up all publications from before this time. */
    public void trimOlderThan(long timeMillis, LogListener listener) {
        trimWhile(nextOffset, (segment, index) -> segment.timeMillis(index) <= timeMillis, listener);
    }

    private interface RecordTest {
        boolean goes(Segment segment, int index);
    }

    private void trimWhile(long beforeOffset, RecordTest test, LogListener listener) {
        long first = firstOffset;
        Segment segment = canonical.segmentOf(first);
        while (segment != null && first < beforeOffset && test.goes(segment, (int) (first - segment.baseOffset))) {
            retainedWireBytes -= segment.recordBytes((int) (first - segment.baseOffset));
            first++;
            while (segment != null && first > segment.lastOffset()) {
                segment = segment.successor;
            }
        }
        moveFirstTo(first, listener);
    }

    private void moveFirstTo(long first, LogListener listener) {
        if (first == firstOffset) {
            return;
        }
        firstOffset = first;
        canonical.retireBefore(first, memory, listener);
        derived.retireBefore(first, memory, listener);
    }

    /** When the oldest publication was appended; the topic must not be empty. */
    public long oldestTimeMillis() {
        Segment segment = canonical.segmentOf(firstOffset);
        assert segment != null;
        return segment.timeMillis((int) (firstOffset - segment.baseOffset));
    }

    /** The log of a format; begins at the head for a format that nobody read until now. */
    public WireLog openFormat(WireFormat format) {
        WireLog existing = format(format);
        return existing == null ? derived.open(format, nextOffset) : existing;
    }

    /** Wire bytes appended in this format since its log began. */
    public long endBytes(WireFormat format) {
        WireLog log = format(format);
        return log == null ? 0 : log.endBytes();
    }

    private @Nullable WireLog format(WireFormat format) {
        return format.equals(canonical.format()) ? canonical : derived.get(format);
    }

    /** Drops the log of a format that nobody reads any more; the canonical one stays. */
    public void closeFormat(WireFormat format, LogListener listener) {
        WireLog log = format(format);
        if (log == null || log == canonical) {
            return;
        }
        log.retireBefore(Long.MAX_VALUE, memory, listener);
        derived.remove(log);
    }

    /** The oldest offset that a reader of this format finds; one past the head where it finds none. */
    public long firstOffset(WireFormat format) {
        WireLog log = format(format);
        return log == null ? nextOffset : Math.max(log.firstOffset(), firstOffset);
    }

    /** Whether a reader of this format finds everything after this offset that is retained. */
    public boolean reaches(WireFormat format, long afterOffset) {
        WireLog log = format(format);
        return log != null && log.firstOffset() <= Math.max(afterOffset + 1, firstOffset);
    }

    /**
     * Extends the log of a format towards this offset by one bounded step.
     *
     * @return false where the budget has no room for it
     */
    public boolean backFill(WireFormat format, long afterOffset, LogListener listener) {
        WireLog log = openFormat(format);
        long lowest = Math.max(afterOffset + 1, firstOffset);
        if (log.firstOffset() <= lowest) {
            return true;
        }
        List<Publication> chunk = reader().before(
                        log.firstOffset(),
                        lowest,
                        format,
                        Math.min(BACK_FILL_BYTES, retention.maxSegmentBytes()),
                        Math.min(BACK_FILL_RECORDS, retention.maxSegmentRecords()));
        int wireBytes = chunk.stream().mapToInt(format::encodedBytes).sum();
        int indexBytes = Segment.indexBytesOf(chunk);
        if (!memory.hasRoomFor(LogMemory.allocatedBytes(wireBytes) + indexBytes)) {
            return false;
        }
        log.prepend(chunk, wireBytes, memory, listener);
        return true;
    }

    /** Gives the publications from this offset on, oldest first, until one is declined; payloads are borrowed. */
    public void read(long fromOffset, Predicate<Publication> consumer) {
        reader().read(Math.max(fromOffset, firstOffset), consumer);
    }

    /** The oldest retained offset that was appended at this time or later; one past the head where none was. */
    public long firstSince(long timeMillis) {
        return reader().firstSince(timeMillis, firstOffset, nextOffset);
    }

    private CanonicalReader reader() {
        return new CanonicalReader(topic, epoch, canonical);
    }

    /** Gives holds on all segments of a format, oldest first. */
    public void forEachSegment(WireFormat format, WireLog.ViewConsumer consumer) {
        WireLog log = format(format);
        if (log != null) {
            log.forEachSegment(consumer);
        }
    }
}
