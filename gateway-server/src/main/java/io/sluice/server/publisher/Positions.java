package io.sluice.server.publisher;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes where publications stand. Names and epochs have no character that JSON escapes, so the text is put together. */
final class Positions {

    /** What one position takes at most, the topic's name apart. */
    private static final int BYTES_WITHOUT_NAME = 96;

    private static final byte[] TOPIC = ascii("{\"topic\":\"");
    private static final byte[] EPOCH = ascii("\",\"epoch\":\"");
    private static final byte[] OFFSET = ascii("\",\"offset\":");
    private static final byte[] REPLAYED = ascii(",\"replayed\":true");

    private Positions() {}

    /** What the positions of some topics take at most. */
    static int maxBytes(List<TopicName> topics) {
        int bytes = 2;
        for (TopicName topic : topics) {
            bytes += BYTES_WITHOUT_NAME + topic.value().length();
        }
        return bytes;
    }

    /**
     * Writes an object, or an array of objects where the request named several topics.
     *
     * @param replayed whether each of them has to say that it is an answer from before
     */
    static void write(ByteBuf out, List<TopicName> topics, List<Position> positions, boolean replayed) {
        if (topics.size() == 1) {
            write(out, topics.get(0), positions.get(0), replayed);
            return;
        }
        out.writeByte('[');
        for (int i = 0; i < topics.size(); i++) {
            if (i > 0) {
                out.writeByte(',');
            }
            write(out, topics.get(i), positions.get(i), replayed);
        }
        out.writeByte(']');
    }

    private static void write(ByteBuf out, TopicName topic, Position position, boolean replayed) {
        out.writeBytes(TOPIC);
        ByteBufUtil.writeAscii(out, topic.value());
        out.writeBytes(EPOCH);
        ByteBufUtil.writeAscii(out, position.epochText());
        out.writeBytes(OFFSET);
        ByteBufUtil.writeAscii(out, Long.toString(position.offset()));
        if (replayed) {
            out.writeBytes(REPLAYED);
        }
        out.writeByte('}');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
