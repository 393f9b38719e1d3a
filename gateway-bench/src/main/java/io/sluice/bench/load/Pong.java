package io.sluice.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.ThreadLocalRandom;

/** The answer of a WebSocket client to a ping. */
final class Pong {
    private static final int PONG = 0x8A;
    private static final int MASKED = 0x80;

    private Pong() {}

    /** @param payload at most 125 bytes */
    static ByteBuf of(ByteBufAllocator allocator, byte[] payload) {
        ByteBuf pong = allocator.buffer(6 + payload.length);
        int mask = ThreadLocalRandom.current().nextInt();
        pong.writeByte(PONG).writeByte(MASKED | payload.length).writeInt(mask);
        for (int i = 0; i < payload.length; i++) {
            pong.writeByte(payload[i] ^ (mask >>> (24 - 8 * (i % 4))));
        }
        return pong;
    }
}
