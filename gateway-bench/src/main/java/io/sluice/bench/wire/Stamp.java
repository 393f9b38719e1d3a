package io.sluice.bench.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The first {@value #BYTES} bytes of every payload: 8 characters that name the run, 16 decimal digits of sequence
 * number, 16 decimal digits of due time in nanoseconds since the start of the run.
 *
 * <p>Fixed width, so that a reader takes two multiplications per eight digits and no loop. Buffers that are read must be
 * little endian.
 */
public final class Stamp {
    public static final int BYTES = 40;

    private static final int TAG_BYTES = 8;
    private static final int DIGITS = 16;
    private static final int SEQUENCE_AT = TAG_BYTES;
    private static final int DUE_AT = SEQUENCE_AT + DIGITS;

    private Stamp() {}

    /**
     * Turns a run's name into a number.
     *
     * @param tag exactly 8 ASCII characters
     * @return the tag as {@link #tag} reads it
     * @throws IllegalArgumentException if the tag has another length
     */
    public static long tagOf(String tag) {
        byte[] bytes = tag.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length != TAG_BYTES) {
            throw new IllegalArgumentException("a run tag has " + TAG_BYTES + " characters: " + tag);
        }
        long value = 0;
        for (int i = TAG_BYTES - 1; i >= 0; i--) {
            value = (value << 8) | (bytes[i] & 0xff);
        }
        return value;
    }

    /** Writes a stamp at {@code at}; the caller has made room for {@value #BYTES} bytes. */
    public static void write(byte[] target, int at, long tag, long sequence, long dueNanos) {
        for (int i = 0; i < TAG_BYTES; i++) {
            target[at + i] = (byte) (tag >>> (8 * i));
        }
        writeDigits(target, at + SEQUENCE_AT, sequence);
        writeDigits(target, at + DUE_AT, dueNanos);
    }

    public static long tag(ByteBuffer littleEndian, int at) {
        return littleEndian.getLong(at);
    }

    public static long sequence(ByteBuffer littleEndian, int at) {
        return sixteenDigits(littleEndian, at + SEQUENCE_AT);
    }

    /** Nanoseconds since the start of the run. */
    public static long dueNanos(ByteBuffer littleEndian, int at) {
        return sixteenDigits(littleEndian, at + DUE_AT);
    }

    private static long sixteenDigits(ByteBuffer buffer, int at) {
        return eightDigits(buffer.getLong(at)) * 100_000_000L + eightDigits(buffer.getLong(at + 8));
    }

    // Neighbouring digits are joined to pairs, pairs to quads, quads to the number: three steps instead of eight.
    private static long eightDigits(long ascii) {
        long digits = ascii - 0x3030303030303030L;
        long pairs = digits * 10 + (digits >>> 8);
        long high = (pairs & 0x000000FF000000FFL) * 0x000F424000000064L;
        long low = ((pairs >>> 16) & 0x000000FF000000FFL) * 0x0000271000000001L;
        return (high + low) >>> 32;
    }

    private static void writeDigits(byte[] target, int at, long value) {
        long rest = value;
        for (int i = DIGITS - 1; i >= 0; i--) {
            target[at + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
