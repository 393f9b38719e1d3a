package io.sluice.server.publisher;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
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
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the answers of one connection in the order of its requests. It turns each request into an {@link Exchange}, which
 * travels down the pipeline, and gives it the body that follows.
 *
 * <p>At most {@code push.max-pipelined} exchanges are open. Reading stops at that bound and while the publisher does not
 * read its answers; what the decoder had already taken from the last read (at most one read buffer) is held and taken
 * up later, so the bound on open exchanges is exact. Outcomes come from other threads through {@link #signal()}.
 */
final class PushConnection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(PushConnection.class);

    private final PushMetrics metrics;
    private final Queue<HttpObject> held = new ArrayDeque<>();
    private final ExchangeQueue exchanges;
    private final RequestDeadline deadline;
    private final LingeringClose lingering;
    private @Nullable ChannelHandlerContext context;
    private @Nullable OutcomeSignal signal;
    private boolean reading;
    private boolean sawMessage;
    private boolean inPass;
    private boolean passAgain;
    private boolean inputClosed;
    private boolean finished;

    PushConnection(int maxOpen, Patience patience, PushMetrics metrics) {
        exchanges = new ExchangeQueue(maxOpen);
        deadline = new RequestDeadline(patience, this::onLate);
        this.metrics = metrics;
        lingering = new LingeringClose(patience.linger());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        signal = new OutcomeSignal(ctx, () -> pass(ctx));
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
        if (finished || !held.isEmpty()) {
            deadline.clear();
        } else {
            deadline.watch(ctx, exchanges.receiving(), sawMessage);
        }
        sawMessage = false;
        pass(ctx);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        pass(ctx);
    }

    /** Something is ready to be answered. Safe from any thread; neither blocks nor throws. */
    void signal() {
        if (context().executor().inEventLoop() && (reading || inPass)) {
            passAgain = true;
        } else {
            Objects.requireNonNull(signal).raise();
        }
    }

    /** Where buffers of this connection come from. */
    ByteBufAllocator allocator() {
        return context().alloc();
    }

    Channel channel() {
        return context().channel();
    }

    /** The loop that the connection lives on. */
    EventExecutor loop() {
        return context().executor();
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "used before it is in a pipeline");
    }

    private boolean canTake(ChannelHandlerContext ctx, Object message) {
        if (finished) {
            return true;
        }
        if (message instanceof HttpRequest) {
            return exchanges.hasRoom()
                    && !exchanges.isBodyFull()
                    && ctx.channel().isWritable();
        }
        return !exchanges.isBodyFull();
    }

    private void take(ChannelHandlerContext ctx, Object message) {
        if (finished || exchanges.takesNoMore()) {
            lingering.discard(ctx, message);
            return;
        }
        if (message instanceof HttpRequest request) {
            begin(ctx, request);
        }
        if (message instanceof HttpContent content) {
            exchanges.receive(content);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        Exchange exchange = new Exchange(this, request, metrics);
        exchanges.add(exchange);
        if (request.decoderResult().isFailure()) {
            DecoderFailures.refuse(exchange, request.decoderResult().cause());
        } else {
            ctx.fireChannelRead(exchange);
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
                if (exchanges.writeReady(ctx)) {
                    // May come back here through channelWritabilityChanged.
                    ctx.flush();
                }
                Exchange last = exchanges.lastAnswered();
                if (last != null && !finished) {
                    finish(ctx, last);
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
        if (inputClosed && exchanges.isEmpty() && held.isEmpty()) {
            Channels.close(ctx);
        }
    }

    private void takeHeld(ChannelHandlerContext ctx) {
        HttpObject next = held.peek();
        while (next != null && canTake(ctx, next)) {
            held.remove();
            passAgain = true;
            take(ctx, next);
            next = held.peek();
        }
        if (inputClosed && held.isEmpty() && exchanges.receiving() != null) {
            passAgain = true;
            exchanges.cutOff(Refusal.INCOMPLETE, "the request ended before its body was complete");
        }
    }

    private boolean wantsMore(ChannelHandlerContext ctx) {
        if (finished) {
            return true;
        }
        return held.isEmpty()
                && !exchanges.isBodyFull()
                && ctx.channel().isWritable()
                && (exchanges.receiving() != null || exchanges.hasRoom());
    }

    private void finish(ChannelHandlerContext ctx, Exchange last) {
        finished = true;
        deadline.cancel();
        boolean mayStillSend = !last.isReceived();
        ChannelFuture written = ctx.writeAndFlush(Unpooled.EMPTY_BUFFER);
        written.addListener(done -> {
            if (mayStillSend) {
                lingering.begin(ctx, written);
            } else {
                Channels.close(ctx);
            }
        });
    }

    private void onLate() {
        if (exchanges.receiving() == null) {
            exchanges.add(
                    new Exchange(this, new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"), metrics));
        }
        exchanges.cutOff(Refusal.TIMEOUT, "the request took too long to arrive");
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
        return finished
                || !ctx.channel().isWritable()
                || (wantsMore(ctx) && (exchanges.receiving() != null || exchanges.isEmpty()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        finished = true;
        deadline.cancel();
        lingering.cancel();
        held.forEach(ReferenceCountUtil::release);
        held.clear();
        exchanges.abandon();
    }
}
