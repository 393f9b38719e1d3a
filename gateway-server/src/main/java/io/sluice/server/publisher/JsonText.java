package io.sluice.server.publisher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads JSON from buffers, token by token. */
final class JsonText {

    private static final JsonFactory JSON = JsonFactory.builder()
            // Field names come from publishers: nothing of them may outlive the parser's own, bounded table.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final int ENCODING_PROBE_BYTES = 4;
    private static final int BYTE_ORDER_MARK = 0xEF;

    /** How Jackson names the place where something unfinished began, with words about the source that tell a publisher nothing. */
    private static final Pattern NESTED_LOCATION =
            Pattern.compile("start marker at \\[Source: .*?; line: (\\d+), column: (\\d+)]");

    private JsonText() {}

    /** Why the readable bytes, which are valid UTF-8, are not exactly one JSON value; null where they are. */
    static @Nullable String mistake(ByteBuf utf8) {
        try (JsonParser parser = parser(utf8)) {
            if (parser.nextToken() == null) {
                return "there is no value";
            }
            parser.skipChildren();
            return parser.nextToken() == null ? null : "more follows after the value";
        } catch (IOException e) {
            return explain(e);
        }
    }

    /** A parser over the readable bytes; the buffer's indices stay where they are. */
    static JsonParser parser(ByteBuf utf8) throws IOException {
        if (isOtherEncoding(utf8)) {
            throw new IOException("the encoding is not UTF-8 without byte order mark");
        }
        InputStream bytes = new ByteBufInputStream(utf8.duplicate());
        return JSON.createParser(bytes);
    }

    /** Whether Jackson would guess another encoding, or skip a mark that does not belong into an embedded value. */
    private static boolean isOtherEncoding(ByteBuf utf8) {
        int start = utf8.readerIndex();
        int end = Math.min(utf8.writerIndex(), start + ENCODING_PROBE_BYTES);
        for (int at = start; at < end; at++) {
            if (utf8.getByte(at) == 0) {
                return true;
            }
        }
        return end > start && utf8.getUnsignedByte(start) == BYTE_ORDER_MARK;
    }

    /** What is wrong, without a copy of the publisher's text. */
    static String explain(IOException mistake) {
        if (mistake instanceof JsonProcessingException json && json.getLocation() != null) {
            String what = NESTED_LOCATION.matcher(json.getOriginalMessage()).replaceAll("begun at line $1, column $2");
            return "%s (byte %d)".formatted(what, json.getLocation().getByteOffset());
        }
        return String.valueOf(mistake.getMessage());
    }

    /** Where the current token starts, counted from the buffer's first readable byte. */
    static int tokenStart(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Where the current value ends, once it was skipped or finished. */
    static int valueEnd(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            parser.finishToken();
        }
        return (int) parser.currentLocation().getByteOffset();
    }
}
