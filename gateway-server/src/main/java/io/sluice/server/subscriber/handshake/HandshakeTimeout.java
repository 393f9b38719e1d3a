package io.sluice.server.subscriber.handshake;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import io.sluice.server.http.Problem;
import io.sluice.server.tls.ServerTls;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that does not become a subscription in time. The time runs from the connection's begin, TLS included, and anew
 * from each answer: a connection that fetched the page and idles is closed by the same bound.
 */
final class HandshakeTimeout extends ChannelDuplexHandler {

    private final Duration limit;
    private final Refusals refusals;

    private @Nullable Future<?> expiry;
    private boolean requestUnderWay;
    private boolean answered;

    HandshakeTimeout(Duration limit, Refusals refusals) {
        this.limit = limit;
        this.refusals = refusals;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            restart(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        restart(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancel();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        requestUnderWay |= msg instanceof FullHttpRequest;
        ctx.fireChannelRead(msg);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise tells whoever writes
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (msg instanceof LastHttpContent) {
            answered = true;
            requestUnderWay = false;
            restart(ctx);
        }
        ctx.write(msg, promise);
    }

    private void restart(ChannelHandlerContext ctx) {
        cancel();
        expiry = ctx.executor().schedule(() -> expire(ctx), limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void cancel() {
        if (expiry != null) {
            expiry.cancel(false);
            expiry = null;
        }
    }

    private void expire(ChannelHandlerContext ctx) {
        if (ServerTls.isHandshakeDue(ctx.channel())) {
            refusals.count(Refusal.TIMEOUT, ctx.channel());
            Answers.drop(ctx);
        } else if (requestUnderWay) {
            // Whoever took the request owes the answer; a second one from here could cross it.
            refusals.count(Refusal.TIMEOUT, ctx.channel());
            Answers.drop(ctx);
        } else if (answered) {
            Answers.drop(ctx);
        } else {
            refusals.count(Refusal.TIMEOUT, ctx.channel());
            Answers.refuse(
                    ctx,
                    Problem.of(
                            HttpResponseStatus.REQUEST_TIMEOUT,
                            Refusal.TIMEOUT.word(),
                            "No complete request came within " + limit.toMillis() + " ms (limits.handshake-timeout)."));
        }
    }
}
