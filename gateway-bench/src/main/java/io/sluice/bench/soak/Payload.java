package io.sluice.bench.soak;

import io.sluice.bench.wire.ProtocolException;
import io.sluice.bench.wire.Stamp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A publication: a stamp with the offset that it is going to have and the time, then filler. */
final class Payload {
    private Payload() {}

    static byte[] of(int bytes, String topic, long offset, long nanos) {
        byte[] payload = new byte[bytes];
        Arrays.fill(payload, (byte) 'x');
        Stamp.write(payload, 0, tagOf(topic), offset, nanos);
        return payload;
    }

    /**
     * Reads a payload that begins at {@code at} and hands it to its stream.
     *
     * @param offset as the envelope says; 0 if there is no envelope
     */
    static void read(ByteBuffer littleEndian, int at, int bytes, StreamAudit stream, long offset) {
        if (bytes < Stamp.BYTES
                || Stamp.tag(littleEndian, at) != tagOf(stream.account().topic())) {
            throw new ProtocolException("a payload on " + stream.account().topic() + " that was not published there");
        }
        long stamped = Stamp.sequence(littleEndian, at);
        stream.message(offset == 0 ? stamped : offset, stamped, Stamp.dueNanos(littleEndian, at));
    }

    static void read(String text, StreamAudit stream, long offset) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        read(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), 0, bytes.length, stream, offset);
    }

    /** So that what strays into another topic is found. */
    private static long tagOf(String topic) {
        return Stamp.tagOf(String.format("%08x", topic.hashCode()));
    }
}
