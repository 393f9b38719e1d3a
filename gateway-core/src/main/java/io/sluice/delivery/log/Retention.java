package io.sluice.delivery.log;

import java.time.Duration;

/**
 * How much of a topic is kept for those who stalled or come back. The newest publication is kept whatever its size,
 * until its age ends.
 *
 * @param messages at least 1
 * @param bytes of payload and framing, at least 1
 * @param age at least a millisecond
 */
public record Retention(int messages, long bytes, Duration age) {

    private static final int SEGMENTS = 16;
    private static final int MIN_SEGMENT_BYTES = 4 << 10;
    private static final int MAX_SEGMENT_BYTES = 256 << 10;

    public Retention {
        if (messages < 1 || bytes < 1 || age.toMillis() < 1) {
            throw new IllegalArgumentException("retention is " + messages + " messages, " + bytes + " bytes, " + age
                    + "; allowed: at least 1 each");
        }
    }

    /** Memory is freed by the segment, so a segment is a small part of what is retained. */
    int maxSegmentBytes() {
        return Math.clamp(bytes / SEGMENTS, MIN_SEGMENT_BYTES, MAX_SEGMENT_BYTES);
    }

    int maxSegmentRecords() {
        return Math.max(1, messages / SEGMENTS);
    }
}
