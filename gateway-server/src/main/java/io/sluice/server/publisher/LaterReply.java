package io.sluice.server.publisher;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import org.jspecify.annotations.Nullable;

/** A reply that another thread finds. */
final class LaterReply implements Reply {

    private final PushConnection connection;
    // On the heap and unpooled: whoever comes too late for the connection leaves nothing behind.
    private volatile @Nullable FullHttpResponse response;

    private final Runnable onGone;

    LaterReply(PushConnection connection) {
        this(connection, () -> {});
    }

    /**
     * A reply that somebody waits for to be gone.
     *
     * @param onGone runs once, when the reply was handed to the channel or nobody is left to read it
     */
    LaterReply(PushConnection connection, Runnable onGone) {
        this.connection = connection;
        this.onGone = onGone;
    }

    /** Sets the reply, from any thread; its content must be unpooled. */
    void complete(FullHttpResponse found) {
        response = found;
        connection.signal();
    }

    @Override
    public Progress writeReady(ChannelHandlerContext ctx, Exchange exchange) {
        FullHttpResponse found = response;
        if (found == null) {
            return Progress.NONE;
        }
        exchange.write(ctx, found);
        onGone.run();
        return Progress.DONE;
    }

    @Override
    public void abandon() {
        onGone.run();
    }
}
