package io.sluice.server.subscriber.json;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;

/** UTF-8 as a JSON string (RFC 8259 §7): quotes, backslashes and control characters are escaped, all else stands as it is. */
final class JsonStrings {

    private static final ByteProcessor PLAIN = b -> b < 0 || (b >= ' ' && b != '"' && b != '\\');
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int LONG_ESCAPE_BYTES = 6;

    private JsonStrings() {}

    /** How many bytes {@link #writeQuoted} is going to write. */
    static int quotedBytes(ByteBuf utf8) {
        int end = utf8.writerIndex();
        int bytes = utf8.readableBytes() + 2;
        for (int at = nextSpecial(utf8, utf8.readerIndex(), end); at >= 0; at = nextSpecial(utf8, at + 1, end)) {
            bytes += (shortEscape(utf8.getByte(at)) == 0 ? LONG_ESCAPE_BYTES : 2) - 1;
        }
        return bytes;
    }

    /** Appends the readable bytes, which are valid UTF-8, in quotes; the indexes of {@code utf8} stay where they are. */
    static void writeQuoted(ByteBuf utf8, ByteBuf out) {
        int end = utf8.writerIndex();
        int from = utf8.readerIndex();
        out.writeByte('"');
        for (int at = nextSpecial(utf8, from, end); at >= 0; at = nextSpecial(utf8, from, end)) {
            out.writeBytes(utf8, from, at - from);
            writeEscape(utf8.getByte(at), out);
            from = at + 1;
        }
        out.writeBytes(utf8, from, end - from);
        out.writeByte('"');
    }

    private static int nextSpecial(ByteBuf utf8, int from, int end) {
        return utf8.forEachByte(from, end - from, PLAIN);
    }

    private static void writeEscape(byte special, ByteBuf out) {
        int letter = shortEscape(special);
        out.writeByte('\\');
        if (letter == 0) {
            out.writeByte('u').writeByte('0').writeByte('0');
            out.writeByte(HEX[special >> 4]).writeByte(HEX[special & 0xF]);
        } else {
            out.writeByte(letter);
        }
    }

    /** The letter behind the backslash, or 0 where there is none for this byte. */
    private static int shortEscape(byte special) {
        return switch (special) {
            case '"', '\\' -> special;
            case '\b' -> 'b';
            case '\f' -> 'f';
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            default -> 0;
        };
    }
}
