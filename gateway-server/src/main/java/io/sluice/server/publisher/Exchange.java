package io.sluice.server.publisher;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** One request and its reply. Lives on the connection's event loop. */
final class Exchange {

    /** A refused request's body is read to its end, so that the connection can go on, if it is announced to be this small. */
    private static final long DISCARDED_BYTES = 64 * 1024;

    private final PushConnection connection;
    private final HttpRequest request;
    private final Target target;
    private final PushMetrics metrics;
    private @Nullable String publisher;
    private @Nullable Body body;
    private @Nullable Reply reply;
    private boolean received;
    private boolean last;
    private boolean awaitsContinue;

    Exchange(PushConnection connection, HttpRequest request, PushMetrics metrics) {
        this.connection = connection;
        this.request = request;
        this.metrics = metrics;
        target = Target.of(request.uri());
        last = !HttpUtil.isKeepAlive(request);
    }

    PushConnection connection() {
        return connection;
    }

    HttpMethod method() {
        return request.method();
    }

    HttpHeaders headers() {
        return request.headers();
    }

    HttpRequest request() {
        return request;
    }

    Target target() {
        return target;
    }

    /** The name of the key that the request came with; null where none is needed. */
    @Nullable
    String publisher() {
        return publisher;
    }

    void authenticated(String name) {
        publisher = name;
    }

    /** Has the body read by somebody; without this it is discarded. */
    void readBody(Body reader) {
        body = reader;
        awaitsContinue = HttpUtil.is100ContinueExpected(request);
    }

    /** Decides the reply. */
    void reply(Reply decided) {
        reply = decided;
    }

    /** Replies with a response that is complete. */
    void reply(FullHttpResponse response) {
        dropBody();
        if (!received && !isRestSmall()) {
            last = true;
        }
        reply = new ReadyReply(response);
    }

    void refuse(Refusal refusal, String detail) {
        refuse(refusal, refusal.problem(detail).toResponse());
    }

    /** Replies with a refusal whose response has headers of its own. */
    void refuse(Refusal refusal, FullHttpResponse response) {
        metrics.onRefused(refusal);
        reply(response);
    }

    /** Counts a refusal that is found by another thread; any thread. */
    void countRefused(Refusal refusal) {
        metrics.onRefused(refusal);
    }

    /** The rest of the request will not arrive in order: says why, if that is still possible, and ends the connection. */
    void cutOff(Refusal refusal, String detail) {
        last = true;
        if (reply == null) {
            refuse(refusal, detail);
        } else {
            reply.cutOff(refusal.problem(detail));
            dropBody();
        }
    }

    /** Ends the connection after this reply. */
    void makeLast() {
        last = true;
    }

    void onContent(ByteBuf part, boolean isLast) {
        received = isLast;
        if (body != null) {
            body.onContent(part, isLast);
        } else {
            part.release();
        }
    }

    boolean isBodyFull() {
        return body != null && body.isFull();
    }

    /** Whether the body must be complete within a fixed time; true for one that is only discarded. */
    boolean isTimed() {
        return body == null || body.isTimed();
    }

    /** Whether the body was read to its end. */
    boolean isReceived() {
        return received;
    }

    /** Whether the connection ends after this reply. */
    boolean isLast() {
        return last;
    }

    Reply.Progress writeReady(ChannelHandlerContext ctx) {
        if (reply != null) {
            Reply.Progress progress = reply.writeReady(ctx, this);
            if (progress != Reply.Progress.NONE || reply instanceof ReadyReply) {
                awaitsContinue = false;
                return progress;
            }
        }
        if (!awaitsContinue) {
            return Reply.Progress.NONE;
        }
        awaitsContinue = false;
        Channels.write(
                ctx,
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        return Reply.Progress.SOME;
    }

    /** Writes a complete response as it suits this request. */
    void write(ChannelHandlerContext ctx, FullHttpResponse response) {
        setConnectionHeader(response);
        if (HttpMethod.HEAD.equals(request.method()) && response.content().isReadable()) {
            Channels.write(ctx, response.replace(Unpooled.EMPTY_BUFFER));
            response.release();
        } else {
            Channels.write(ctx, response);
        }
    }

    void setConnectionHeader(HttpResponse response) {
        if (last) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (isHttp10()) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }

    boolean isHttp10() {
        return !request.protocolVersion().isKeepAliveDefault();
    }

    /** Nobody will read the reply. */
    void abandon() {
        dropBody();
        if (reply != null) {
            reply.abandon();
        }
    }

    private void dropBody() {
        if (body != null) {
            body.abort();
            body = null;
        }
    }

    private boolean isRestSmall() {
        return !request.headers().contains(HttpHeaderNames.EXPECT)
                && !HttpUtil.isTransferEncodingChunked(request)
                && HttpUtil.getContentLength(request, 0L) <= DISCARDED_BYTES;
    }
}
