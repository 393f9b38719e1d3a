package io.sluice.bench.audit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.ThreadLocalRandom;

/** Frames as clients send them: masked. */
final class ClientFrame {
    static final int TEXT = 0x81;
    static final int CLOSE = 0x88;
    static final int PONG = 0x8A;

    private static final int MASKED = 0x80;
    private static final int TWO_BYTE_LENGTH = 126;

    private ClientFrame() {}

    /** @param payload of up to 65,535 bytes */
    static ByteBuf of(ByteBufAllocator allocator, int head, byte[] payload) {
        ByteBuf frame = allocator.buffer(8 + payload.length).writeByte(head);
        if (payload.length < TWO_BYTE_LENGTH) {
            frame.writeByte(MASKED | payload.length);
        } else {
            frame.writeByte(MASKED | TWO_BYTE_LENGTH).writeShort(payload.length);
        }
        int mask = ThreadLocalRandom.current().nextInt();
        frame.writeInt(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.writeByte(payload[i] ^ (mask >>> (24 - 8 * (i % 4))));
        }
        return frame;
    }
}
