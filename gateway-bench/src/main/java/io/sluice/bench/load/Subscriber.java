package io.sluice.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sluice.bench.wire.HeadCollector;
import io.sluice.bench.wire.MessageSink;
import io.sluice.bench.wire.ResponseHead;
import io.sluice.bench.wire.StreamScanner;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's connection: sends the handshake, then feeds what it reads to a scanner.
 *
 * <p>A stalled subscriber stops reading once the handshake is answered.
 */
// Failed writes reach exceptionCaught through their void promises.
@SuppressWarnings("FutureReturnValueIgnored")
final class Subscriber extends ChannelInboundHandlerAdapter implements MessageSink {

    /** Hears what becomes of a subscriber: either it failed, or it joined and later left; on the reader thread. */
    interface Owner {
        /**
         * The handshake was answered.
         *
         * @param connectNanos from the start of the connect to the answered handshake
         */
        void joined(Subscriber subscriber, long connectNanos);

        void failed(Subscriber subscriber, Throwable cause);

        void left(Subscriber subscriber, String reason);
    }

    private final int seat;
    private final boolean stalled;
    private final Connector connector;
    private final Owner owner;
    private final long startedNanos = System.nanoTime();
    private @Nullable HeadCollector heads = new HeadCollector();
    private @Nullable StreamScanner scanner;
    private @Nullable ChannelHandlerContext context;
    private boolean leaving;
    private @Nullable String closeReason;

    /** Its connect starts now. */
    Subscriber(int seat, boolean stalled, Connector connector, Owner owner) {
        this.seat = seat;
        this.stalled = stalled;
        this.connector = connector;
        this.owner = owner;
    }

    int seat() {
        return seat;
    }

    /** Ends the connection; the owner hears that it left. */
    void leave() {
        leaving = true;
        close();
    }

    /** Whether it was told to. */
    boolean isLeaving() {
        return leaving;
    }

    private void close() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.close();
        }
    }

    void couldNotConnect(Throwable cause) {
        owner.failed(this, cause);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        ctx.writeAndFlush(Unpooled.wrappedBuffer(connector.request(seat)), ctx.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf read = (ByteBuf) message;
        try {
            StreamScanner current = scanner;
            if (current == null) {
                handshake(ctx, read.readerIndex(), read.writerIndex());
            } else {
                scan(current, read.readerIndex(), read.writerIndex());
            }
        } finally {
            read.release();
        }
    }

    private void scan(StreamScanner current, int from, int to) {
        Audience audience = connector.audience();
        audience.startRead();
        current.scan(connector.reads(), from, to);
        audience.endRead();
    }

    private void handshake(ChannelHandlerContext ctx, int from, int to) {
        HeadCollector collector = heads;
        if (collector == null) {
            return;
        }
        int at = collector.scan(connector.reads(), from, to);
        ResponseHead head = collector.take();
        if (head != null) {
            heads = null;
            StreamScanner agreed = connector.handshake().agreed(head, this);
            scanner = agreed;
            owner.joined(this, System.nanoTime() - startedNanos);
            if (stalled) {
                ctx.channel().config().setAutoRead(false);
            } else {
                scan(agreed, at, to);
            }
        }
    }

    @Override
    public void onMessage(ByteBuffer bytes, int at, int keptBytes) {
        connector.audience().message(seat, bytes, at, keptBytes);
    }

    @Override
    public void onPing(byte[] payload) {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.writeAndFlush(Pong.of(ctx.alloc(), payload), ctx.voidPromise());
        }
    }

    @Override
    public void onClose(int code) {
        closeReason = "close " + code;
        close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        String reason = closeReason;
        if (scanner != null) {
            owner.left(this, reason == null ? "end of stream" : reason);
        } else {
            owner.failed(this, new IllegalStateException(reason == null ? "closed during the handshake" : reason));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        String message = cause.getMessage();
        closeReason = message == null ? cause.toString() : message;
        ctx.close();
    }
}
