package io.sluice.server.publisher;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.util.ReferenceCountUtil;
import io.sluice.server.tls.ServerTls;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose publisher may still be sending. A close with unread bytes makes the kernel answer with a
 * reset, which can take the last answer from the publisher's hands before it is read; so only the way out is shut, and
 * what still comes is discarded for a while.
 */
final class LingeringClose {

    private static final long DISCARDED_BYTES = 64L * 1024 * 1024;

    private final Duration limit;
    private long discardedBytes;
    private @Nullable Future<?> timer;

    LingeringClose(Duration limit) {
        this.limit = limit;
    }

    /** Begins once the last answer is with the kernel. */
    void begin(ChannelHandlerContext ctx, ChannelFuture written) {
        Channel channel = ctx.channel();
        if (!written.isSuccess() || !(channel instanceof DuplexChannel duplex) || duplex.isInputShutdown()) {
            Channels.close(channel);
            return;
        }
        timer = ctx.executor().schedule(() -> Channels.close(channel), limit.toNanos(), TimeUnit.NANOSECONDS);
        ChannelFuture unused = ServerTls.endOutput(duplex).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    /** Drops a message that comes after the last request that is answered. */
    void discard(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpContent content) {
            discardedBytes += content.content().readableBytes();
        }
        ReferenceCountUtil.release(message);
        if (discardedBytes > DISCARDED_BYTES) {
            Channels.close(ctx);
        }
    }

    void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
