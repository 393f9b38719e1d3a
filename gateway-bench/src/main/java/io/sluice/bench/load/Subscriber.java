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
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's connection: sends the handshake, then feeds what it reads to a scanner.
 *
 * <p>A stalled subscriber stops reading once the handshake is answered.
 */
// Failed writes reach exceptionCaught through their void promises.
@SuppressWarnings("FutureReturnValueIgnored")
final class Subscriber extends ChannelInboundHandlerAdapter implements MessageSink {
    private static final int PONG = 0x8A;
    private static final int MASKED = 0x80;

    private final int index;
    private final boolean stalled;
    private final Subscribers owner;
    private @Nullable HeadCollector heads = new HeadCollector();
    private @Nullable StreamScanner scanner;
    private @Nullable ChannelHandlerContext context;
    private String closeReason = "end of stream";

    Subscriber(int index, boolean stalled, Subscribers owner) {
        this.index = index;
        this.stalled = stalled;
        this.owner = owner;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        ctx.writeAndFlush(Unpooled.wrappedBuffer(owner.handshake().request()), ctx.voidPromise());
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
        Audience audience = owner.audience();
        audience.startRead();
        current.scan(owner.reads(), from, to);
        audience.endRead();
    }

    private void handshake(ChannelHandlerContext ctx, int from, int to) {
        HeadCollector collector = heads;
        if (collector == null) {
            return;
        }
        int at = collector.scan(owner.reads(), from, to);
        ResponseHead head = collector.take();
        if (head != null) {
            heads = null;
            StreamScanner agreed = owner.handshake().agreed(head, this);
            scanner = agreed;
            if (stalled) {
                ctx.channel().config().setAutoRead(false);
            } else {
                scan(agreed, at, to);
            }
            owner.joined();
        }
    }

    @Override
    public void onMessage(ByteBuffer bytes, int at, int keptBytes) {
        owner.audience().message(index, bytes, at, keptBytes);
    }

    @Override
    public void onPing(byte[] payload) {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ByteBuf pong = ctx.alloc().buffer(6 + payload.length);
            int mask = ThreadLocalRandom.current().nextInt();
            pong.writeByte(PONG).writeByte(MASKED | payload.length).writeInt(mask);
            for (int i = 0; i < payload.length; i++) {
                pong.writeByte(payload[i] ^ (mask >>> (24 - 8 * (i % 4))));
            }
            ctx.writeAndFlush(pong, ctx.voidPromise());
        }
    }

    @Override
    public void onClose(int code) {
        closeReason = "close " + code;
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (scanner == null) {
            owner.failed(new IllegalStateException("subscriber " + index + " was closed during its handshake"));
        } else {
            owner.left(index, closeReason);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        String message = cause.getMessage();
        closeReason = message == null ? cause.toString() : message;
        if (scanner == null) {
            owner.failed(cause);
        }
        ctx.close();
    }
}
