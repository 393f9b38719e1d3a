package io.sluice.server.publisher;

import io.netty.buffer.ByteBuf;

/** Takes the body of a request as it arrives. */
interface Body {

    /** Takes ownership of a part; {@code last} comes exactly once unless {@link #abort} comes instead. */
    void onContent(ByteBuf part, boolean last);

    /** Nothing more comes: everything held is released. May be called more than once. */
    void abort();

    /** Whether no further part may be handed over for now. */
    default boolean isFull() {
        return false;
    }

    /** Whether the whole body must arrive within a fixed time; a body without end only has to keep moving. */
    default boolean isTimed() {
        return true;
    }
}
