package io.sluice.server.subscriber.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.sluice.delivery.socket.Connection;
import io.sluice.model.Disconnect;
import io.sluice.server.subscriber.handshake.CrossOrigin;
import io.sluice.server.subscriber.handshake.OriginDecision;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The event stream: after the head of the answer, bytes of the log until the connection ends (the body is delimited by the
 * close, RFC 9112 §6.3, so that no chunk header stands around shared bytes). Clients send nothing.
 */
final class SseSession extends ChannelInboundHandlerAdapter {

    private static final ByteBuf COMMENT = Unpooled.unreleasableBuffer(
                    Unpooled.directBuffer().writeBytes(":\n\n".getBytes(StandardCharsets.US_ASCII)))
            .asReadOnly();
    private static final int RETRY_MIN_MILLIS = 1000;
    private static final int RETRY_MAX_MILLIS = 5000;
    private static final int MAX_INBOUND_BYTES = 64 << 10;

    private final Connection connection;
    private long inboundBytes;

    SseSession(Connection connection) {
        this.connection = connection;
    }

    /** The head of the answer; the rest of it is the stream. */
    static HttpResponse head(OriginDecision.Allowed decision) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set("x-content-type-options", "nosniff");
        CrossOrigin.allowStream(head.headers(), decision);
        return head;
    }

    /** What the stream begins with: when to come back, spread so that not all come back at once. */
    static ByteBuf preamble(ChannelHandlerContext ctx) {
        int retryMillis = ThreadLocalRandom.current().nextInt(RETRY_MIN_MILLIS, RETRY_MAX_MILLIS);
        return ByteBufUtil.writeAscii(ctx.alloc(), "retry: " + retryMillis + "\n\n");
    }

    static void comment(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(COMMENT.duplicate(), ctx.voidPromise());
    }

    static void endOfStream(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof ByteBuf bytes) {
            inboundBytes += bytes.readableBytes();
        }
        ReferenceCountUtil.release(msg);
        if (inboundBytes > MAX_INBOUND_BYTES && connection.isOpen()) {
            connection.close(Disconnect.POLICY);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        connection.abort(Disconnect.RESET);
    }
}
