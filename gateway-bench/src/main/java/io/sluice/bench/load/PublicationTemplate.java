package io.sluice.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.bench.wire.Stamp;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes of a publication as it goes over the wire; only what stands in a few fixed places differs from one to the next.
 * {@code {payload}} becomes the payload, {@code {topic}} the number of the topic as in {@link UrlTemplate}, and {@code {id}}
 * a whole number of 16 digits that is different each time. Not thread-safe: the bytes are changed in place.
 */
final class PublicationTemplate {
    private static final Pattern PLACE = Pattern.compile("\\{(payload|topic|id)}");
    private static final int ID_DIGITS = 16;
    /** Keeps an id at its length, and below the 2^53 that JSON readers can be relied on to keep. */
    private static final long FIRST_ID = 1_000_000_000_000_000L;

    private final ByteArrayOutputStream building = new ByteArrayOutputStream();
    private final List<Integer> payloadsAt = new ArrayList<>();
    private final List<Integer> topicsAt = new ArrayList<>();
    private final List<Integer> idsAt = new ArrayList<>();
    private final int payloadBytes;
    private final Topics topics;

    private byte[] bytes = {};
    private int[] payloads = {};
    private int[] topicNames = {};
    private int[] ids = {};

    PublicationTemplate(int payloadBytes, Topics topics) {
        this.payloadBytes = payloadBytes;
        this.topics = topics;
    }

    PublicationTemplate add(byte[] asTheyAre) {
        building.writeBytes(asTheyAre);
        return this;
    }

    PublicationTemplate add(String text) {
        Matcher place = PLACE.matcher(text);
        int from = 0;
        while (place.find()) {
            building.writeBytes(text.substring(from, place.start()).getBytes(StandardCharsets.UTF_8));
            from = place.end();
            int at = building.size();
            byte[] room = switch (place.group(1)) {
                case "payload" -> room(payloadsAt, at, payloadBytes, 'x');
                case "topic" -> room(topicsAt, at, topics.nameLength(), '0');
                default -> room(idsAt, at, ID_DIGITS, '0');
            };
            building.writeBytes(room);
        }
        building.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private static byte[] room(List<Integer> places, int at, int length, char filler) {
        places.add(at);
        byte[] room = new byte[length];
        Arrays.fill(room, (byte) filler);
        return room;
    }

    /** Nothing is added from here on. */
    PublicationTemplate build() {
        bytes = building.toByteArray();
        payloads = payloadsAt.stream().mapToInt(Integer::intValue).toArray();
        topicNames = topicsAt.stream().mapToInt(Integer::intValue).toArray();
        ids = idsAt.stream().mapToInt(Integer::intValue).toArray();
        return this;
    }

    int length() {
        return Math.max(bytes.length, building.size());
    }

    ByteBuf of(ByteBufAllocator allocator, long tag, long sequence, long dueNanos) {
        for (int at : payloads) {
            Stamp.write(bytes, at, tag, sequence, dueNanos);
        }
        for (int at : topicNames) {
            writeDigits(at, topics.nameLength(), topics.topicOf(sequence));
        }
        for (int at : ids) {
            writeDigits(at, ID_DIGITS, FIRST_ID + sequence);
        }
        return allocator.directBuffer(bytes.length).writeBytes(bytes);
    }

    private void writeDigits(int at, int digits, long value) {
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
