package io.sluice.server.publisher;

import io.netty.channel.ChannelHandlerContext;
import io.sluice.server.http.Problem;

/** What a request will be answered with, once it is its turn. */
interface Reply {

    /** How far a reply got. */
    enum Progress {
        /** Nothing could be written yet. */
        NONE,
        /** Something was written, more will come. */
        SOME,
        /** All is written. */
        DONE
    }

    /** Writes what is ready, without a flush; the request is the oldest one that is not fully answered. */
    Progress writeReady(ChannelHandlerContext ctx, Exchange exchange);

    /** The rest of the request will not arrive; a reply that is already decided stays as it is. */
    default void cutOff(Problem problem) {}

    /** Nobody will read the reply: everything held is released. */
    default void abandon() {}
}
