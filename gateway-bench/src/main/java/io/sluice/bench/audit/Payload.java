package io.sluice.bench.audit;

import io.sluice.bench.wire.ProtocolException;
import io.sluice.bench.wire.Stamp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A publication: a stamp with a number and the time, then filler. The number is for its publisher to choose. */
public final class Payload {
    private Payload() {}

    public static byte[] of(int bytes, String topic, long number, long nanos) {
        byte[] payload = new byte[bytes];
        Arrays.fill(payload, (byte) 'x');
        Stamp.write(payload, 0, tagOf(topic), number, nanos);
        return payload;
    }

    /**
     * Reads a payload that begins at {@code at} and hands it to its stream.
     *
     * @param epoch as the envelope says; null if it says none
     * @param offset as the envelope says; 0 if there is no envelope: then the number stands for it
     */
    static void read(
            ByteBuffer littleEndian, int at, int bytes, TopicStream stream, @Nullable String epoch, long offset) {
        if (bytes < Stamp.BYTES || Stamp.tag(littleEndian, at) != tagOf(stream.topic())) {
            throw new ProtocolException("a payload on " + stream.topic() + " that was not published there");
        }
        long stamped = Stamp.sequence(littleEndian, at);
        stream.message(epoch, offset == 0 ? stamped : offset, stamped, Stamp.dueNanos(littleEndian, at));
    }

    static void read(String text, TopicStream stream, @Nullable String epoch, long offset) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        read(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), 0, bytes.length, stream, epoch, offset);
    }

    /** So that what strays into another topic is found. */
    private static long tagOf(String topic) {
        return Stamp.tagOf(String.format("%08x", topic.hashCode()));
    }
}
