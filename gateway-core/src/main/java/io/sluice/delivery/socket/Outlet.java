package io.sluice.delivery.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.sluice.delivery.log.PinnedSegments;
import io.sluice.delivery.log.SegmentView;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection's slices go: straight to the descriptor while nothing is pending, else behind what is pending in the
 * channel's outbound buffer. Connection's loop only.
 *
 * <p>The direct way passes the pipeline by, so it is taken only for native channels without TLS, and only while the
 * connection is open and its outbound buffer empty; whatever the kernel does not take goes the ordinary way.
 */
final class Outlet {

    private final ChannelHandlerContext context;
    private final @Nullable Socket socket;
    private long handedBytes;
    private boolean unflushed;

    Outlet(ChannelHandlerContext context, boolean direct) {
        this.context = context;
        this.socket =
                direct && context.channel() instanceof UnixChannel unix && unix.fd() instanceof Socket s ? s : null;
    }

    /** Sends or enqueues the bytes {@code [begin, end)} of the view. */
    void write(SegmentView view, int begin, int end, boolean mayBeDirect) throws IOException {
        handedBytes += end - begin;
        int sent = mayBeDirect && socket != null && pendingBytes() == 0 ? writeDirectly(view, begin, end) : 0;
        if (sent < end - begin) {
            ByteBuf rest = view.bytes().retainedSlice(begin + sent, end - begin - sent);
            context.write(rest, context.voidPromise());
            unflushed = true;
        }
    }

    /** Enqueues bytes of the connection's own; ownership passes. */
    void write(ByteBuf bytes) {
        handedBytes += bytes.readableBytes();
        context.write(bytes, context.voidPromise());
        unflushed = true;
    }

    private int writeDirectly(SegmentView view, int begin, int end) throws IOException {
        // A channel is closed before it says so, and the number of its descriptor may by then belong to another.
        return socket != null && socket.isOpen() ? socket.sendAddress(view.address(), begin, end) : 0;
    }

    /** Flushes if something was enqueued since the last flush. May call back into the pipeline, and close the channel. */
    void flush() {
        if (unflushed) {
            unflushed = false;
            context.flush();
        }
    }

    boolean isWritable() {
        return context.channel().isWritable();
    }

    long pendingBytes() {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    boolean pins(PinnedSegments segments) {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        if (buffer == null || buffer.isEmpty()) {
            return false;
        }
        Search search = new Search(segments);
        try {
            buffer.forEachFlushedMessage(search);
        } catch (Exception e) {
            throw new IllegalStateException("looking at what is pending failed", e);
        }
        return search.found;
    }

    private static final class Search implements ChannelOutboundBuffer.MessageProcessor {

        private final PinnedSegments segments;
        private boolean found;

        Search(PinnedSegments segments) {
            this.segments = segments;
        }

        @Override
        public boolean processMessage(Object message) {
            found = message instanceof ByteBuf bytes && segments.contains(bytes);
            return !found;
        }
    }

    /** Bytes that the kernel has taken so far, exact within one connection; for telling progress from standstill. */
    long progressBytes() {
        Channel channel = context.channel();
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? handedBytes : handedBytes - buffer.totalPendingWriteBytes() + buffer.currentProgress();
    }
}
