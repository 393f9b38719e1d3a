package io.sluice.server.publisher;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the answers of one connection in the order of its requests. It turns each request into an {@link Exchange}, which
 * travels down the pipeline, and gives it the body that follows.
 *
 * <p>At most {@code push.max-pipelined} exchanges are open. Reading stops at that bound and while the publisher does not
 * read its answers; what the decoder had already taken from the last read (at most one read buffer) is held and taken
 * up later, so the bound on open exchanges is exact.
 *
 * <p>Outcomes come from other threads through {@link #signal()}: however many there are, one task writes all that are
 * ready and flushes once.
 */
final class PushConnection extends ChannelInboundHandlerAdapter implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(PushConnection.class);
    private static final Object REQUEST_HEAD = new Object();

    private final int maxOpen;
    private final Patience patience;
    private final PushMetrics metrics;
    private final Queue<Exchange> open = new ArrayDeque<>();
    private final Queue<HttpObject> held = new ArrayDeque<>();
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final RequestDeadline deadline = new RequestDeadline(this::onLate);
    private final LingeringClose lingering;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Exchange receiving;
    private @Nullable Exchange newest;
    private boolean reading;
    private boolean sawMessage;
    private boolean inPass;
    private boolean passAgain;
    private boolean inputClosed;
    private boolean finished;

    PushConnection(int maxOpen, Patience patience, PushMetrics metrics) {
        this.maxOpen = maxOpen;
        this.patience = patience;
        this.metrics = metrics;
        lingering = new LingeringClose(patience.linger());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        sawMessage = true;
        if (held.isEmpty() && canTake(ctx, message)) {
            take(ctx, message);
        } else {
            held.add((HttpObject) message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        watchTime(ctx);
        sawMessage = false;
        pass(ctx);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        pass(ctx);
    }

    /** Something is ready to be answered. Safe from any thread; neither blocks nor throws. */
    void signal() {
        ChannelHandlerContext ctx = context();
        if (signalled.get()) {
            return;
        }
        if (ctx.executor().inEventLoop() && (reading || inPass)) {
            passAgain = true;
            return;
        }
        if (signalled.compareAndSet(false, true)) {
            try {
                ctx.executor().execute(this);
            } catch (RejectedExecutionException e) {
                LOG.debug("the loop of {} has ended before an answer", ctx.channel(), e);
            }
        }
    }

    @Override
    public void run() {
        // Before looking: an outcome that comes later finds the flag down and signals again.
        signalled.set(false);
        pass(context());
    }

    /** Where buffers of this connection come from. */
    ByteBufAllocator allocator() {
        return context().alloc();
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "used before it is in a pipeline");
    }

    private boolean canTake(ChannelHandlerContext ctx, Object message) {
        if (finished) {
            return true;
        }
        if (message instanceof HttpRequest) {
            return open.size() < maxOpen && !isBodyFull() && ctx.channel().isWritable();
        }
        return !isBodyFull();
    }

    /** Whether parts of the newest body wait; what comes after it must not overtake them. */
    private boolean isBodyFull() {
        return newest != null && newest.isBodyFull();
    }

    private void take(ChannelHandlerContext ctx, Object message) {
        if (finished || (receiving == null && newest != null && newest.isLast())) {
            discard(ctx, message);
            return;
        }
        if (message instanceof HttpRequest request) {
            begin(ctx, request);
        }
        if (message instanceof HttpContent content) {
            continueWith(content);
        }
    }

    private void discard(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpContent content) {
            lingering.onDiscarded(ctx, content.content().readableBytes());
        }
        ReferenceCountUtil.release(message);
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        Exchange exchange = new Exchange(this, request, metrics);
        open.add(exchange);
        newest = exchange;
        receiving = exchange;
        if (request.decoderResult().isFailure()) {
            DecoderFailures.refuse(exchange, request.decoderResult().cause());
        } else {
            ctx.fireChannelRead(exchange);
        }
    }

    private void continueWith(HttpContent content) {
        Exchange exchange = receiving;
        if (exchange == null) {
            content.release();
        } else if (content.decoderResult().isFailure()) {
            content.release();
            receiving = null;
            DecoderFailures.refuse(exchange, content.decoderResult().cause());
        } else {
            boolean last = content instanceof LastHttpContent;
            if (last) {
                receiving = null;
            }
            exchange.onContent(content.content(), last);
        }
    }

    /** Writes what is ready, takes up what was held, and decides whether to read on. */
    private void pass(ChannelHandlerContext ctx) {
        if (inPass) {
            passAgain = true;
            return;
        }
        inPass = true;
        try {
            do {
                passAgain = false;
                if (writeReady(ctx)) {
                    // May come back here through channelWritabilityChanged.
                    ctx.flush();
                }
                takeHeld(ctx);
            } while (passAgain);
        } finally {
            inPass = false;
        }
        boolean autoRead = wantsMore(ctx);
        if (autoRead != ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(autoRead);
        }
        if (inputClosed && open.isEmpty() && held.isEmpty()) {
            Channels.close(ctx);
        }
    }

    private boolean writeReady(ChannelHandlerContext ctx) {
        boolean wrote = false;
        Exchange oldest = open.peek();
        while (oldest != null && ctx.channel().isWritable()) {
            Reply.Progress progress = oldest.writeReady(ctx);
            wrote |= progress != Reply.Progress.NONE;
            if (progress != Reply.Progress.DONE) {
                break;
            }
            open.remove();
            if (oldest.isLast()) {
                finish(ctx, oldest);
                break;
            }
            oldest = open.peek();
        }
        return wrote;
    }

    private void takeHeld(ChannelHandlerContext ctx) {
        HttpObject next = held.peek();
        while (next != null && canTake(ctx, next)) {
            held.remove();
            passAgain = true;
            take(ctx, next);
            next = held.peek();
        }
        if (inputClosed && held.isEmpty() && receiving != null) {
            Exchange exchange = receiving;
            receiving = null;
            passAgain = true;
            exchange.cutOff(Refusal.INCOMPLETE, "the request ended before its body was complete");
        }
    }

    private boolean wantsMore(ChannelHandlerContext ctx) {
        if (finished) {
            return true;
        }
        return held.isEmpty()
                && !isBodyFull()
                && ctx.channel().isWritable()
                && (receiving != null || open.size() < maxOpen);
    }

    private void finish(ChannelHandlerContext ctx, Exchange exchange) {
        finished = true;
        deadline.cancel();
        boolean mayStillSend = !exchange.isReceived();
        ChannelFuture unused = ctx.writeAndFlush(Unpooled.EMPTY_BUFFER);
        unused.addListener(written -> {
            if (mayStillSend) {
                lingering.begin(ctx, (ChannelFuture) written);
            } else {
                Channels.close(ctx);
            }
        });
    }

    private void watchTime(ChannelHandlerContext ctx) {
        if (finished || !held.isEmpty()) {
            deadline.clear();
        } else if (receiving != null && receiving.isTimed()) {
            deadline.await(ctx, receiving, patience.body());
        } else if (receiving == null && !sawMessage) {
            deadline.await(ctx, REQUEST_HEAD, patience.head());
        } else {
            deadline.clear();
        }
    }

    private void onLate() {
        Exchange late = receiving;
        receiving = null;
        if (late == null) {
            late = new Exchange(this, new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"), metrics);
            open.add(late);
            newest = late;
        }
        late.cutOff(Refusal.TIMEOUT, "the request took too long to arrive");
        pass(context());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputClosed = true;
            pass(ctx);
        } else if (event instanceof IdleStateEvent && isPublishersTurn(ctx)) {
            LOG.debug("{} was idle", ctx.channel());
            Channels.close(ctx);
        }
    }

    /** Whether nothing moves until the publisher does: sends, or reads its answers. */
    private boolean isPublishersTurn(ChannelHandlerContext ctx) {
        return finished || !ctx.channel().isWritable() || (wantsMore(ctx) && (receiving != null || open.isEmpty()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        finished = true;
        deadline.cancel();
        lingering.cancel();
        held.forEach(ReferenceCountUtil::release);
        held.clear();
        open.forEach(Exchange::abandon);
        open.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{} failed", ctx.channel(), cause);
        } else {
            LOG.error("closing {} after an unexpected failure", ctx.channel(), cause);
        }
        Channels.close(ctx);
    }
}
