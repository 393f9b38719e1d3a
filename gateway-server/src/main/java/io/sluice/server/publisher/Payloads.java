package io.sluice.server.publisher;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Decides who owns the bytes of a payload. */
final class Payloads {

    /** A slice may pin this many times its own size. */
    private static final int PINNED_FACTOR = 4;

    private Payloads() {}

    /**
     * Takes ownership of a part of a read buffer, and answers a buffer that holds the same bytes without pinning much
     * more: the mailbox counts payload bytes, and must not be a way to keep read buffers of many times that size.
     */
    static ByteBuf own(ByteBuf part, ByteBufAllocator allocator) {
        if ((long) part.readableBytes() * PINNED_FACTOR >= pinnedBytes(part)) {
            return part;
        }
        try {
            return copy(part, allocator, part.readableBytes());
        } finally {
            part.release();
        }
    }

    static ByteBuf copy(ByteBuf from, ByteBufAllocator allocator, int capacity) {
        ByteBuf copy = allocator.buffer(capacity);
        copy.writeBytes(from, from.readerIndex(), from.readableBytes());
        return copy;
    }

    private static int pinnedBytes(ByteBuf part) {
        ByteBuf root = part;
        while (root.unwrap() != null) {
            root = root.unwrap();
        }
        return root.capacity();
    }
}
