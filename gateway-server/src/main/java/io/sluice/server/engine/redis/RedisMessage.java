package io.sluice.server.engine.redis;

import io.netty.buffer.Unpooled;
import io.sluice.delivery.log.Publication;
import io.sluice.model.PayloadKind;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import io.sluice.model.TraceParent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What stands in a topic's log in Redis and goes through its channel: a line of text, then bytes. */
sealed interface RedisMessage {

    /** The only version of the format so far; the number that every message begins with. */
    String VERSION = "1";

    /**
     * A publication.
     *
     * @param id tells it from every other one, wherever it was published; what follows a slash in it is the trace that it
     *     belongs to, so that gateways which know of no traces see an id as any other
     * @param bytes the whole message
     * @param payloadStart where in the bytes the payload begins
     */
    @SuppressWarnings("ArrayRecordComponent") // messages are not compared
    record Written(
            Position position,
            long timeMillis,
            PayloadKind kind,
            String id,
            @Nullable String key,
            byte[] bytes,
            int payloadStart)
            implements RedisMessage {

        Publication in(TopicName topic) {
            return new Publication(
                    topic,
                    position,
                    timeMillis,
                    kind,
                    key,
                    traceParent(id),
                    Unpooled.wrappedBuffer(bytes, payloadStart, bytes.length - payloadStart));
        }
    }

    /** The id of a record that belongs to this trace, or to none. */
    static String idWithTrace(String id, @Nullable String traceParent) {
        return traceParent == null ? id : id + '/' + traceParent;
    }

    private static @Nullable String traceParent(String id) {
        int slash = id.indexOf('/');
        return slash < 0 ? null : TraceParent.passOn(id.substring(slash + 1));
    }

    /** The topic has another epoch from now on. */
    record Replaced(long epoch) implements RedisMessage {}

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException if it is none of this version
     */
    static RedisMessage parse(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        String[] fields = new String(bytes, 0, end, StandardCharsets.US_ASCII).split(" ", -1);
        if (!fields[0].equals(VERSION)) {
            throw new IllegalArgumentException("a message of version " + fields[0] + "; known: " + VERSION);
        }
        if (fields.length == 2) {
            return new Replaced(Position.parse(fields[1] + ":0").epoch());
        }
        if (fields.length != 7 || end == bytes.length) {
            throw new IllegalArgumentException("a message with " + fields.length + " fields");
        }
        int keyBytes = Integer.parseInt(fields[6]);
        int keyStart = end + 1;
        if (keyBytes < 0 || keyStart + keyBytes > bytes.length) {
            throw new IllegalArgumentException("a message whose key is longer than it is");
        }
        return new Written(
                Position.parse(fields[1] + ':' + fields[2]),
                Long.parseLong(fields[3]),
                kind(fields[4]),
                fields[5],
                keyBytes == 0 ? null : new String(bytes, keyStart, keyBytes, StandardCharsets.UTF_8),
                bytes,
                keyStart + keyBytes);
    }

    private static PayloadKind kind(String code) {
        return switch (code) {
            case "0" -> PayloadKind.TEXT;
            case "1" -> PayloadKind.JSON;
            case "2" -> PayloadKind.BINARY;
            default -> throw new IllegalArgumentException("a message of kind " + code);
        };
    }
}
