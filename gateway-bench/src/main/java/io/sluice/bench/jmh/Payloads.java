package io.sluice.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.sluice.model.PayloadKind;
import java.nio.charset.StandardCharsets;

/** Payloads of an exact length, as a publisher would send them. */
final class Payloads {

    private static final byte[] TEXT = ascii("\"EURUSD\" 1.08342 at 12:34:56.789, ");
    private static final byte[] JSON_BEGIN = ascii("{\"pair\":\"EURUSD\",\"rate\":1.08342,\"note\":\"");
    private static final byte[] JSON_END = ascii("\"}");

    private Payloads() {}

    /** The caller's buffer, in memory outside of the heap, as those that come from a socket. */
    static ByteBuf of(PayloadKind kind, int bytes) {
        ByteBuf payload = PooledByteBufAllocator.DEFAULT.directBuffer(bytes, bytes);
        switch (kind) {
            case TEXT -> repeat(TEXT, payload, bytes);
            case BINARY -> {
                while (payload.readableBytes() < bytes) {
                    payload.writeByte(payload.readableBytes() * 31);
                }
            }
            case JSON -> {
                payload.writeBytes(JSON_BEGIN);
                repeat(ascii("as it came "), payload, bytes - JSON_END.length);
                payload.writeBytes(JSON_END);
            }
        }
        return payload;
    }

    private static void repeat(byte[] pattern, ByteBuf payload, int untilBytes) {
        while (payload.readableBytes() < untilBytes) {
            payload.writeBytes(pattern, 0, Math.min(pattern.length, untilBytes - payload.readableBytes()));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
