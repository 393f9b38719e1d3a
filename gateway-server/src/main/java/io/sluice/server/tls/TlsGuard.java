package io.sluice.server.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.OpenSslEngine;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Stands behind the {@link SslHandler} and keeps its affairs from all other handlers: they see a connection that begins when
 * the handshake is done and that is closed, broken or half closed as one without TLS is.
 *
 * <pre>
 *            first bytes               handshake done
 * WAITING ────────────────► HANDSHAKE ────────────────► OPEN
 *    │                          │                         │ close: close_notify, unless the client does not read
 *    └── written to, too late ──┴── failed: counted ──────┴──────────► closed
 * </pre>
 */
final class TlsGuard extends ChannelDuplexHandler {

    /** A close_notify that did not leave at once, though nothing was before it, may take so long. */
    private static final long GOODBYE_SECONDS = 1;

    /** OpenSSL tells the time of a session in whole seconds. */
    private static final long OPENSSL_CLOCK_MILLIS = 1000;

    private enum State {
        WAITING,
        HANDSHAKE,
        OPEN,
        FAILED
    }

    private final TlsMetrics metrics;
    private final boolean halfClosure;
    private State state = State.WAITING;
    private boolean passed;
    private long begunMillis;

    TlsGuard(TlsMetrics metrics, boolean halfClosure) {
        this.metrics = metrics;
        this.halfClosure = halfClosure;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        switch (event) {
            case TlsHandshake begun -> {
                state = State.HANDSHAKE;
                begunMillis = System.currentTimeMillis();
                ctx.fireUserEventTriggered(begun);
            }
            case SslHandshakeCompletionEvent completion -> onCompletion(ctx, completion);
            case SslCloseCompletionEvent end -> onCloseNotify(ctx, end);
            case ChannelInputShutdownEvent end when state != State.OPEN -> ctx.close();
            default -> ctx.fireUserEventTriggered(event);
        }
    }

    private void onCompletion(ChannelHandlerContext ctx, SslHandshakeCompletionEvent completion) {
        if (completion.isSuccess()) {
            state = State.OPEN;
            metrics.countHandshake(isResumed(ctx.channel()));
            ctx.fireUserEventTriggered(TlsHandshake.DONE);
        } else if (state != State.OPEN && state != State.FAILED) {
            state = State.FAILED;
            metrics.count(TlsFailure.ofHandshake(completion.cause()));
        }
    }

    /** A session that goes on is older than this handshake. */
    private boolean isResumed(Channel channel) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler == null) {
            return false;
        }
        long slackMillis = handler.engine() instanceof OpenSslEngine ? OPENSSL_CLOCK_MILLIS : 0;
        return handler.engine().getSession().getCreationTime() + slackMillis < begunMillis;
    }

    /** The client sends nothing more, which no reset can pretend. */
    private void onCloseNotify(ChannelHandlerContext ctx, SslCloseCompletionEvent end) {
        if (!end.isSuccess()) {
            return;
        }
        if (halfClosure && state == State.OPEN) {
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        } else {
            ctx.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        passed = true;
        ctx.fireChannelRead(msg);
    }

    /** Records of the handshake are nothing that a request has begun with. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (passed) {
            passed = false;
            ctx.fireChannelReadComplete();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable known =
                cause instanceof DecoderException && cause.getCause() instanceof SSLException broken ? broken : cause;
        if (state != State.OPEN) {
            // A failed handshake was counted and sends its alert, and then it closes.
            if (state != State.FAILED) {
                ctx.close();
            }
            return;
        }
        if (known instanceof SSLException) {
            metrics.count(TlsFailure.BROKEN);
        }
        ctx.fireExceptionCaught(known);
    }

    /** Who is turned away before the handshake is done cannot be told why, and is not worth the handshake. */
    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (state == State.OPEN) {
            ctx.write(msg, promise);
            return;
        }
        ReferenceCountUtil.release(msg);
        promise.tryFailure(new ClosedChannelException());
        ctx.channel().close();
    }

    /** A client that reads hears close_notify; one that does not is not waited for. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        ChannelHandlerContext tls = ctx.pipeline().context(SslHandler.class);
        if (tls == null) {
            ctx.close(promise);
        } else if (state != State.OPEN || hasPending(ctx.channel())) {
            tls.close(promise);
        } else {
            ctx.close(promise);
            if (ctx.channel().isOpen()) {
                Future<?> timer = ctx.executor().schedule(() -> tls.close(), GOODBYE_SECONDS, TimeUnit.SECONDS);
                ctx.channel().closeFuture().addListener(closed -> timer.cancel(false));
            }
        }
    }

    private static boolean hasPending(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer != null && buffer.totalPendingWriteBytes() > 0;
    }
}
