package io.sluice.server.subscriber.handshake;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.sluice.server.http.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Lets one whole request through at a time. Nobody sends a body to this port for good reason, so bodies are thrown away
 * up to a bound, and what is passed on holds no buffer.
 *
 * <pre>
 *            head              last content              answer, keep-alive
 * WAITING ─────────► READING ─────────────► ANSWERING ──────────────────────► WAITING
 *                       │                       │ │
 *                       │ broken, too long      │ └─ any HTTP message ─► close
 *                       └──────────► DONE ◄─────┘ answer with close, or upgrade
 * </pre>
 */
final class RequestGate extends ChannelDuplexHandler {

    static final int MAX_DISCARDED_BYTES = 64 * 1024;

    private enum State {
        WAITING,
        READING,
        ANSWERING,
        DONE
    }

    private final Refusals refusals;

    private State state = State.WAITING;
    private @Nullable HttpRequest head;
    private int discardedBytes;

    RequestGate(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof HttpObject part)) {
            ctx.fireChannelRead(msg);
            return;
        }
        try {
            onPart(ctx, part);
        } finally {
            ReferenceCountUtil.release(part);
        }
    }

    private void onPart(ChannelHandlerContext ctx, HttpObject part) {
        switch (state) {
            case WAITING, READING -> {
                if (part.decoderResult().isFailure()) {
                    refuse(ctx, broken(part.decoderResult().cause()));
                    return;
                }
                if (part instanceof HttpRequest request) {
                    onHead(ctx, request);
                }
                if (part instanceof HttpContent content && state == State.READING) {
                    onContent(ctx, content);
                }
            }
            case ANSWERING -> {
                refusals.count(Refusal.MALFORMED, ctx.channel());
                state = State.DONE;
                Answers.drop(ctx);
            }
            case DONE -> {}
        }
    }

    private void onHead(ChannelHandlerContext ctx, HttpRequest request) {
        if (request.headers().contains(HttpHeaderNames.EXPECT)) {
            refuse(
                    ctx,
                    Problem.of(
                            HttpResponseStatus.EXPECTATION_FAILED,
                            Refusal.MALFORMED.word(),
                            "This port takes no request bodies; publishers use the push port."));
            return;
        }
        state = State.READING;
        head = request;
        discardedBytes = 0;
    }

    private void onContent(ChannelHandlerContext ctx, HttpContent content) {
        discardedBytes += content.content().readableBytes();
        if (discardedBytes > MAX_DISCARDED_BYTES) {
            refuse(
                    ctx,
                    Problem.of(
                            HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                            Refusal.MALFORMED.word(),
                            "This port takes no request bodies; publishers use the push port."));
        } else if (content instanceof LastHttpContent && head != null) {
            FullHttpRequest whole = withoutBody(head);
            head = null;
            state = State.ANSWERING;
            ctx.fireChannelRead(whole);
        }
    }

    private static FullHttpRequest withoutBody(HttpRequest head) {
        return new DefaultFullHttpRequest(
                head.protocolVersion(),
                head.method(),
                head.uri(),
                Unpooled.EMPTY_BUFFER,
                head.headers(),
                new DefaultHttpHeaders());
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise tells whoever writes
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (msg instanceof HttpResponse response && endsHttp(response)) {
            state = State.DONE;
        }
        if (msg instanceof LastHttpContent && state == State.ANSWERING) {
            state = State.WAITING;
        }
        ctx.write(msg, promise);
    }

    private static boolean endsHttp(HttpResponse response) {
        return !HttpUtil.isKeepAlive(response) || response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
    }

    private void refuse(ChannelHandlerContext ctx, Problem problem) {
        head = null;
        state = State.DONE;
        refusals.count(Refusal.MALFORMED, ctx.channel());
        Answers.refuse(ctx, problem);
    }

    private static Problem broken(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return problem(HttpResponseStatus.REQUEST_URI_TOO_LONG, "The request line is longer than allowed.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return problem(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers are longer than allowed.");
        }
        return problem(HttpResponseStatus.BAD_REQUEST, "The request is not HTTP.");
    }

    private static Problem problem(HttpResponseStatus status, String detail) {
        return Problem.of(status, Refusal.MALFORMED.word(), detail);
    }
}
