package io.sluice.delivery.log;

import io.netty.buffer.ByteBuf;
import io.sluice.model.PayloadKind;
import io.sluice.model.Position;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of one topic: the canonical log, which decides what is retained, and beside it a log of the same
 * offsets for each further wire format that somebody reads. Hub's loop only.
 */
public final class TopicLog {

    private static final WireLog[] NONE = {};

    private final long epoch;
    private final Retention retention;
    private final LogMemory memory;
    private final WireLog canonical = new WireLog(WebSocketFormat.INSTANCE, true);
    private WireLog[] derived = NONE;
    private long nextOffset = 1;
    private long firstOffset = 1;
    private long retainedWireBytes;

    public TopicLog(long epoch, Retention retention, LogMemory memory) {
        this.epoch = epoch;
        this.retention = retention;
        this.memory = memory;
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
        long sum = canonical.capacityBytes();
        for (WireLog log : derived) {
            sum += log.capacityBytes();
        }
        return sum;
    }

    /** How much memory {@link #append} with the same arguments asks the allocator for, all formats together. */
    public long wantedBytes(PayloadKind kind, @Nullable String key, ByteBuf payload, long timeMillis) {
        int payloadBytes = payload.readableBytes();
        long sum = canonical.wantedBytes(retention, WebSocketFormat.headerBytes(payloadBytes) + payloadBytes);
        if (derived.length > 0) {
            Publication publication = new Publication(new Position(epoch, nextOffset), timeMillis, kind, key, payload);
            for (WireLog log : derived) {
                sum += log.wantedBytes(retention, log.format().encodedBytes(publication));
            }
        }
        return sum;
    }

    /** Gives the payload the next offset, encodes it once per format in use, publishes it, trims what retention no longer covers. */
    public Position append(
            PayloadKind kind, @Nullable String key, ByteBuf payload, long timeMillis, LogListener listener) {
        Position position = new Position(epoch, nextOffset);
        Publication publication = new Publication(position, timeMillis, kind, key, payload);
        long before = canonical.endBytes();
        canonical.append(publication, retention, memory, listener);
        retainedWireBytes += canonical.endBytes() - before;
        for (WireLog log : derived) {
            log.append(publication, retention, memory, listener);
        }
        nextOffset++;
        trimToSize(listener);
        return position;
    }

    private void trimToSize(LogListener listener) {
        long first = firstOffset;
        Segment segment = canonical.oldest();
        while (segment != null
                && first < nextOffset - 1
                && (nextOffset - first > retention.messages() || retainedWireBytes > retention.bytes())) {
            retainedWireBytes -= segment.recordBytes((int) (first - segment.baseOffset));
            first++;
            if (first > segment.lastOffset()) {
                segment = segment.successor;
            }
        }
        moveFirstTo(first, listener);
    }

    /** Gives up all publications from before this time. */
    public void trimOlderThan(long timeMillis, LogListener listener) {
        long first = firstOffset;
        Segment segment = canonical.oldest();
        while (segment != null
                && first < nextOffset
                && segment.timeMillis((int) (first - segment.baseOffset)) <= timeMillis) {
            retainedWireBytes -= segment.recordBytes((int) (first - segment.baseOffset));
            first++;
            if (first > segment.lastOffset()) {
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
        for (WireLog log : derived) {
            log.retireBefore(first, memory, listener);
        }
    }

    /** When the oldest publication was appended; the topic must not be empty. */
    public long oldestTimeMillis() {
        Segment segment = canonical.oldest();
        assert segment != null;
        return segment.timeMillis((int) (firstOffset - segment.baseOffset));
    }

    /** The log of a format; begins at the head for a format that nobody read until now. */
    public WireLog openFormat(WireFormat format) {
        WireLog existing = format(format);
        if (existing != null) {
            return existing;
        }
        WireLog[] more = Arrays.copyOf(derived, derived.length + 1);
        WireLog opened = new WireLog(format, false);
        more[derived.length] = opened;
        derived = more;
        return opened;
    }

    /** Wire bytes appended in this format since its log began. */
    public long endBytes(WireFormat format) {
        WireLog log = format(format);
        return log == null ? 0 : log.endBytes();
    }

    private @Nullable WireLog format(WireFormat format) {
        if (format.equals(canonical.format())) {
            return canonical;
        }
        for (WireLog log : derived) {
            if (log.format().equals(format)) {
                return log;
            }
        }
        return null;
    }

    /** Drops the log of a format that nobody reads any more; the canonical one stays. */
    public void closeFormat(WireFormat format, LogListener listener) {
        WireLog log = format(format);
        if (log == null || log == canonical) {
            return;
        }
        log.retireBefore(Long.MAX_VALUE, memory, listener);
        WireLog[] fewer = new WireLog[derived.length - 1];
        int i = 0;
        for (WireLog other : derived) {
            if (other != log) {
                fewer[i++] = other;
            }
        }
        derived = fewer.length == 0 ? NONE : fewer;
    }

    /** Gives holds on all segments of a format, oldest first. */
    public void forEachSegment(WireFormat format, WireLog.ViewConsumer consumer) {
        WireLog log = format(format);
        if (log != null) {
            log.forEachSegment(consumer);
        }
    }
}
