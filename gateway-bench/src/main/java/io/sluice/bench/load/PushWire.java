package io.sluice.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.bench.wire.StreamScanner;

/** How publications travel to the server and answers come back, on one connection. */
interface PushWire {

    /** What to send when the connection stands; empty if publications may follow at once. */
    byte[] opening();

    ByteBuf publication(ByteBufAllocator allocator, long sequence, long dueNanos);

    /** A reader of what the server sends. */
    StreamScanner scanner(Answers answers);

    /** What the server said; called from inside the scanner. */
    interface Answers {
        /** Publications may be sent; only after an {@link #opening}. */
        void ready();

        /** The oldest unanswered publication was answered: 200 to 299 is a yes. */
        void answered(int status);

        /** A WebSocket ping to be answered. */
        void pinged(byte[] payload);
    }
}
