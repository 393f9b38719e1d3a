package io.sluice.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Lets all connections of one loop read into the same buffer: each read is used up before the next one starts, so nothing
 * is allocated, and the bytes stay in the cache. One read per readiness, so that no connection keeps the others waiting.
 */
final class SharedReads extends DefaultMaxMessagesRecvByteBufAllocator implements AutoCloseable {
    private static final int CAPACITY_BYTES = 64 * 1024;

    private final ByteBuf buffer = Unpooled.directBuffer(CAPACITY_BYTES, CAPACITY_BYTES);
    private final ByteBuffer view = buffer.nioBuffer(0, CAPACITY_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    SharedReads() {
        super(1);
    }

    /** The bytes of every read; its indices are those of the ByteBuf that a handler is given. */
    ByteBuffer view() {
        return view;
    }

    /** A part of the bytes, in the shared buffer; to be released before the next. */
    ByteBuf copyPart(ByteBuf bytes) {
        assert buffer.refCnt() == 1 : "a handler kept the shared buffer";
        bytes.readBytes(buffer.clear(), Math.min(bytes.readableBytes(), CAPACITY_BYTES));
        return buffer.retain();
    }

    /** Netty deprecates the plain handle in favour of its subtype, but the signature still names it. */
    @Override
    @SuppressWarnings("deprecation")
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return CAPACITY_BYTES;
            }

            @Override
            public ByteBuf allocate(ByteBufAllocator unused) {
                assert buffer.refCnt() == 1 : "a handler kept the shared buffer";
                return buffer.clear().retain();
            }
        };
    }

    @Override
    public void close() {
        buffer.release();
    }
}
