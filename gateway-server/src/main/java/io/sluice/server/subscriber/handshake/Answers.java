package io.sluice.server.subscriber.handshake;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.sluice.server.http.Problem;

/** Writes answers and ends or keeps the connection as both sides agreed. */
final class Answers {

    private Answers() {}

    /** Answers and closes: whoever is refused here has no reason to hold a connection. */
    static void refuse(ChannelHandlerContext ctx, Problem problem) {
        close(ctx, problem.toResponse());
    }

    static void close(ChannelHandlerContext ctx, FullHttpResponse response) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes without a word. */
    @SuppressWarnings("FutureReturnValueIgnored") // a close that fails finds the channel closed already
    static void drop(ChannelHandlerContext ctx) {
        ctx.close();
    }

    /** Answers and leaves the connection open if the client asked for that. */
    static void answer(ChannelHandlerContext ctx, HttpRequest request, FullHttpResponse response) {
        if (!HttpUtil.isKeepAlive(request)) {
            close(ctx, response);
            return;
        }
        if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
}
