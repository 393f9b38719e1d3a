package io.sluice.delivery.log;

import io.sluice.model.TopicName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads publications back out of the canonical log. Hub's loop only. */
final class CanonicalReader {

    private final TopicName topic;
    private final long epoch;
    private final WireLog canonical;

    CanonicalReader(TopicName topic, long epoch, WireLog canonical) {
        this.topic = topic;
        this.epoch = epoch;
        this.canonical = canonical;
    }

    /** Gives the publications from this offset on, which is retained or one past the head, until one is declined. */
    void read(long fromOffset, Predicate<Publication> consumer) {
        for (Segment segment = canonical.oldest(); segment != null; segment = segment.successor) {
            int count = segment.count();
            for (int i = (int) Math.max(0, fromOffset - segment.baseOffset); i < count; i++) {
                if (!consumer.test(segment.read(i, topic, epoch))) {
                    return;
                }
            }
        }
    }

    /** The oldest offset, from this one on, that was appended at this time or later; one past the head where none was. */
    long firstSince(long timeMillis, long fromOffset, long nextOffset) {
        for (Segment segment = canonical.oldest(); segment != null; segment = segment.successor) {
            int count = segment.count();
            if (count == 0 || segment.timeMillis(count - 1) < timeMillis) {
                continue;
            }
            int low = (int) Math.max(0, fromOffset - segment.baseOffset);
            int high = count - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (segment.timeMillis(middle) < timeMillis) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return segment.baseOffset + low;
        }
        return nextOffset;
    }

    /**
     * The publications that end right before {@code endOffset}, as many as fit, in their order.
     *
     * @param lowestOffset where they begin at the earliest; retained, and below {@code endOffset}
     * @param maxBytes in the format's encoding, by its own bound; the last publication is among them whatever its size
     */
    List<Publication> before(long endOffset, long lowestOffset, WireFormat format, int maxBytes, int maxRecords) {
        List<Publication> newestFirst = new ArrayList<>();
        long bytes = 0;
        for (Segment segment : segmentsBetween(lowestOffset, endOffset).reversed()) {
            int from = (int) Math.max(0, lowestOffset - segment.baseOffset);
            for (int i = (int) Math.min(segment.count(), endOffset - segment.baseOffset) - 1; i >= from; i--) {
                Publication publication = segment.read(i, topic, epoch);
                bytes += format.maxEncodedBytes(publication);
                boolean fits = bytes <= maxBytes && newestFirst.size() < maxRecords;
                if (!newestFirst.isEmpty() && !fits) {
                    Collections.reverse(newestFirst);
                    return newestFirst;
                }
                newestFirst.add(publication);
            }
        }
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    private List<Segment> segmentsBetween(long lowestOffset, long endOffset) {
        List<Segment> segments = new ArrayList<>();
        for (@Nullable Segment s = canonical.oldest(); s != null && s.baseOffset < endOffset; s = s.successor) {
            if (s.lastOffset() >= lowestOffset) {
                segments.add(s);
            }
        }
        return segments;
    }
}
