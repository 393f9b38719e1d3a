package io.sluice.server.subscriber.json;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Base64 (RFC 4648 §4) from buffer to buffer. */
final class Base64Text {

    private static final byte[] DIGITS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(StandardCharsets.US_ASCII);

    private Base64Text() {}

    static int encodedBytes(int bytes) {
        return (bytes + 2) / 3 * 4;
    }

    /** Appends the readable bytes of {@code from}, whose indexes stay where they are. */
    static void write(ByteBuf from, ByteBuf out) {
        int end = from.writerIndex();
        int at = from.readerIndex();
        for (; at + 3 <= end; at += 3) {
            int bits = from.getUnsignedMedium(at);
            out.writeInt(digit(bits >>> 18) << 24 | digit(bits >>> 12) << 16 | digit(bits >>> 6) << 8 | digit(bits));
        }
        if (end - at == 1) {
            int bits = from.getUnsignedByte(at) << 4;
            out.writeInt(digit(bits >>> 6) << 24 | digit(bits) << 16 | '=' << 8 | '=');
        } else if (end - at == 2) {
            int bits = from.getUnsignedShort(at) << 2;
            out.writeInt(digit(bits >>> 12) << 24 | digit(bits >>> 6) << 16 | digit(bits) << 8 | '=');
        }
    }

    private static int digit(int bits) {
        return DIGITS[bits & 0x3F];
    }
}
