package io.sluice.server.publisher;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.sluice.model.PayloadKind;
import io.sluice.model.TopicName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line of a batch: {@code {"topic":"a"} or {"topics":["a","b"]}} or neither, exactly one of {@code data},
 * {@code text} and {@code base64}, and perhaps {@code key}, {@code id} and {@code traceparent}. {@code data} is published as the JSON text of its value,
 * byte for byte as it stands in the line (a string keeps its quotes), {@code text} as the text that the string stands
 * for, {@code base64} as the bytes that it encodes.
 */
final class LineReader {

    private static final String FIELDS = "topic, topics, data, text, base64, key, id, traceparent";

    private final ByteBuf line;
    private @Nullable List<String> names;
    private @Nullable String key;
    private @Nullable String id;
    private @Nullable String traceParent;
    private @Nullable String text;
    private byte @Nullable [] binary;
    private int dataStart = -1;
    private int dataEnd;
    private int payloads;

    private LineReader(ByteBuf line) {
        this.line = line;
    }

    /** Reads the readable bytes of a line, which stays the caller's. */
    static LinePublication read(ByteBuf line, int maxPayloadBytes, int maxTopics, ByteBufAllocator allocator)
            throws BadLineException {
        if (!Utf8.isValid(line)) {
            throw new BadLineException(Refusal.NOT_UTF8, "the line is not valid UTF-8");
        }
        LineReader reader = new LineReader(line);
        try (JsonParser parser = JsonText.parser(line)) {
            reader.readObject(parser);
        } catch (IOException e) {
            throw new BadLineException(Refusal.NOT_JSON, "the line is not one JSON object: " + JsonText.explain(e));
        }
        return reader.publication(maxPayloadBytes, maxTopics, allocator);
    }

    private void readObject(JsonParser parser) throws IOException, BadLineException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new BadLineException(Refusal.BAD_LINE, "the line is not a JSON object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "topic" -> name(List.of(string(parser, value, field)));
                case "topics" -> name(strings(parser, value, field));
                case "key" -> key = string(parser, value, field);
                case "id" -> id = id(string(parser, value, field));
                case "traceparent" -> traceParent = string(parser, value, field);
                case "data" -> readData(parser);
                case "text" -> {
                    text = string(parser, value, field);
                    payloads++;
                }
                case "base64" -> {
                    string(parser, value, field);
                    binary = parser.getBinaryValue();
                    payloads++;
                }
                default -> throw new BadLineException(Refusal.BAD_LINE, "an unknown field; allowed: " + FIELDS);
            }
        }
        if (parser.nextToken() != null) {
            throw new BadLineException(Refusal.NOT_JSON, "more follows after the JSON object");
        }
    }

    private static String id(String given) throws BadLineException {
        try {
            return PublishId.checked(given, "id");
        } catch (IllegalArgumentException e) {
            throw new BadLineException(Refusal.BAD_ID, String.valueOf(e.getMessage()));
        }
    }

    private void readData(JsonParser parser) throws IOException {
        dataStart = JsonText.tokenStart(parser);
        parser.skipChildren();
        dataEnd = JsonText.valueEnd(parser);
        payloads++;
    }

    private void name(List<String> given) throws BadLineException {
        if (names != null) {
            throw new BadLineException(Refusal.BAD_TOPIC, "topic and topics together; allowed: one of them");
        }
        if (given.isEmpty()) {
            throw new BadLineException(Refusal.BAD_TOPIC, "topics is empty; allowed: at least one, or no topics");
        }
        names = given;
    }

    private static String string(JsonParser parser, @Nullable JsonToken value, String field)
            throws IOException, BadLineException {
        if (value != JsonToken.VALUE_STRING) {
            throw new BadLineException(Refusal.BAD_LINE, field + " is not a string");
        }
        return parser.getText();
    }

    private static List<String> strings(JsonParser parser, @Nullable JsonToken value, String field)
            throws IOException, BadLineException {
        if (value != JsonToken.START_ARRAY) {
            throw new BadLineException(Refusal.BAD_LINE, field + " is not an array of strings");
        }
        List<String> strings = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            strings.add(string(parser, token, "an element of " + field));
        }
        return strings;
    }

    private LinePublication publication(int maxPayloadBytes, int maxTopics, ByteBufAllocator allocator)
            throws BadLineException {
        if (payloads != 1) {
            throw new BadLineException(
                    Refusal.BAD_LINE, payloads + " of data, text and base64 are given; allowed: exactly one");
        }
        if (key != null && !Topics.isKey(key)) {
            throw new BadLineException(Refusal.BAD_KEY, Topics.badKey());
        }
        List<TopicName> topics;
        try {
            topics = Topics.of(names == null ? List.of() : names, maxTopics);
        } catch (IllegalArgumentException e) {
            throw new BadLineException(Refusal.BAD_TOPIC, "topic: " + e.getMessage());
        }
        if (payloadBytes() > maxPayloadBytes) {
            throw new BadLineException(
                    Refusal.PAYLOAD_TOO_LARGE,
                    "the payload has more than %d bytes (push.max-payload)".formatted(maxPayloadBytes));
        }
        return payload(topics, allocator);
    }

    private int payloadBytes() {
        if (text != null) {
            return ByteBufUtil.utf8Bytes(text);
        }
        return binary != null ? binary.length : dataEnd - dataStart;
    }

    private LinePublication payload(List<TopicName> topics, ByteBufAllocator allocator) throws BadLineException {
        if (text != null) {
            if (Topics.hasLoneSurrogate(text)) {
                throw new BadLineException(Refusal.NOT_UTF8, "text has half of a surrogate pair");
            }
            return new LinePublication(
                    topics, PayloadKind.TEXT, ByteBufUtil.writeUtf8(allocator, text), key, id, traceParent);
        }
        if (binary != null) {
            return new LinePublication(
                    topics, PayloadKind.BINARY, Unpooled.wrappedBuffer(binary), key, id, traceParent);
        }
        ByteBuf data = line.retainedSlice(line.readerIndex() + dataStart, dataEnd - dataStart);
        return new LinePublication(topics, PayloadKind.JSON, Payloads.own(data, allocator), key, id, traceParent);
    }
}
