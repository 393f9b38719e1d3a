package io.sluice.server.publisher;

import io.netty.buffer.ByteBuf;

/** Tells UTF-8 from other bytes without decoding: eight at a time while they are ASCII. */
final class Utf8 {

    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    private Utf8() {}

    /** Whether the readable bytes are well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates). */
    static boolean isValid(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            while (end - at >= Long.BYTES && (bytes.getLong(at) & NOT_ASCII) == 0) {
                at += Long.BYTES;
            }
            if (at == end) {
                return true;
            }
            byte lead = bytes.getByte(at);
            int length = lead >= 0 ? 1 : sequenceLength(bytes, at, end, lead & 0xFF);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** The length of the well-formed sequence of several bytes at an index, or 0 where there is none. */
    private static int sequenceLength(ByteBuf bytes, int at, int end, int lead) {
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (end - at < length) {
            return 0;
        }
        int second = bytes.getUnsignedByte(at + 1);
        if (second < lowestSecond(lead) || second > highestSecond(lead)) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes.getByte(at + i) & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    private static int lowestSecond(int lead) {
        return lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    }

    private static int highestSecond(int lead) {
        return lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    }
}
