package io.sluice.bench.audit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.sluice.bench.wire.HeadCollector;
import io.sluice.bench.wire.ProtocolException;
import io.sluice.bench.wire.ResponseHead;
import io.sluice.bench.wire.StreamScanner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a subscriber, on the client loop: {@code handshake ──► open ──► ended}. Its owner hears of the opening
 * and, exactly once, of the end, with the reason if it was the gateway that ended it.
 */
public final class Connection extends ChannelInboundHandlerAdapter {
    private static final int NORMAL = 1000;
    private static final int HANDSHAKE_SECONDS = 10;

    /** The cause of an event stream's end that was announced. */
    public static final String GOAWAY = "goaway";

    private final Surface surface;
    private final Target target;
    private final List<? extends TopicStream> streams;
    private final Owner owner;
    private @Nullable HeadCollector heads = new HeadCollector();
    private @Nullable StreamScanner reader;
    private @Nullable ChannelHandlerContext context;
    private String cause = "end of stream";
    private long hintMillis;
    private boolean endedByUs;
    private boolean ended;
    private boolean failed;

    public Connection(Surface surface, Target target, List<? extends TopicStream> streams, Owner owner) {
        this.surface = surface;
        this.target = target;
        this.streams = streams;
        this.owner = owner;
    }

    /** Whose connection it is. */
    public interface Owner {
        void onOpen();

        /** The connection broke the protocol, or was never agreed to. The end follows. */
        void onFault(Findings.Kind kind, String what);

        /**
         * The connection is over.
         *
         * @param cause null if this side ended it
         */
        void onEnd(@Nullable String cause);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        if (endedByUs) {
            ctx.close();
            return;
        }
        byte[] request = surface.request(target, streams);
        ctx.writeAndFlush(Unpooled.wrappedBuffer(request), ctx.voidPromise());
        ctx.executor()
                .schedule(
                        () -> {
                            if (reader == null && !ended) {
                                fault(
                                        Findings.Kind.REFUSED,
                                        "no answer to the handshake within " + HANDSHAKE_SECONDS + " s");
                            }
                        },
                        HANDSHAKE_SECONDS,
                        TimeUnit.SECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf read = (ByteBuf) message;
        try {
            ByteBuffer bytes = read.nioBuffer().order(ByteOrder.LITTLE_ENDIAN);
            // What is on its way when this side cuts the line is not received any more.
            if (!endedByUs) {
                int at = reader == null ? handshake(bytes) : 0;
                StreamScanner current = reader;
                if (current != null && !endedByUs) {
                    current.scan(bytes, at, bytes.limit());
                }
            }
        } finally {
            read.release();
        }
    }

    private int handshake(ByteBuffer bytes) {
        HeadCollector collector = heads;
        if (collector == null) {
            return bytes.limit();
        }
        int at = collector.scan(bytes, 0, bytes.limit());
        ResponseHead head = collector.take();
        if (head != null) {
            heads = null;
            if (head.status() != surface.agreedStatus()) {
                fault(Findings.Kind.REFUSED, head.statusLine());
                return bytes.limit();
            }
            reader = surface.reader(this, streams);
            if (surface == Surface.JSON) {
                send(ClientFrame.TEXT, JsonReader.subscribe(streams).getBytes(StandardCharsets.US_ASCII));
            }
            owner.onOpen();
        }
        return at;
    }

    void pong(byte[] payload) {
        send(ClientFrame.PONG, payload);
    }

    /** The gateway is about to end it, and says when to come back. */
    void goaway(long reconnectAfterMillis) {
        hintMillis = reconnectAfterMillis;
    }

    /** How long the gateway asked to stay away; 0 if it did not. */
    public long hintMillis() {
        return hintMillis;
    }

    /** The gateway announced the end: by a WebSocket close code, or 0 for an event stream. */
    void closedBy(int code) {
        cause = code == 0 ? GOAWAY : "close " + code;
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.close();
        }
    }

    void refused(String text) {
        fault(Findings.Kind.REFUSED, text);
    }

    /** Like a cable that is pulled, but told: the gateway gets a reset. */
    public void cut() {
        endedByUs = true;
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            ctx.close();
        }
    }

    /** As a client leaves that has time to. */
    public void leave() {
        endedByUs = true;
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        if (surface != Surface.SSE && reader != null) {
            ctx.writeAndFlush(ClientFrame.of(
                            ctx.alloc(), ClientFrame.CLOSE, new byte[] {(byte) (NORMAL >> 8), (byte) NORMAL}))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.close();
        }
    }

    public void setReading(boolean reading) {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.channel().config().setAutoRead(reading);
        }
    }

    private void send(int head, byte[] payload) {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.writeAndFlush(ClientFrame.of(ctx.alloc(), head, payload), ctx.voidPromise());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        if (error instanceof ProtocolException) {
            fault(Findings.Kind.PROTOCOL, String.valueOf(error.getMessage()));
        } else {
            cause = String.valueOf(error.getMessage());
            ctx.close();
        }
    }

    /** The connection was never established. */
    void notConnected(Throwable error) {
        fault(Findings.Kind.REFUSED, "cannot connect: " + error.getMessage());
        end();
    }

    private void fault(Findings.Kind kind, String what) {
        if (!endedByUs && !failed) {
            failed = true;
            owner.onFault(kind, what);
            ChannelHandlerContext ctx = context;
            if (ctx != null) {
                ctx.close();
            }
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            streams.forEach(TopicStream::disconnected);
            if (reader == null && !endedByUs) {
                fault(Findings.Kind.REFUSED, "ended during the handshake: " + cause);
            }
            owner.onEnd(endedByUs || failed ? null : cause);
        }
    }
}
