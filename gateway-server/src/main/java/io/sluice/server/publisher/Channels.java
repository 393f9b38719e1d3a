package io.sluice.server.publisher;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;

/** Channel operations whose outcome nobody waits for: where one fails, the channel's own events tell. */
final class Channels {

    private Channels() {}

    /** Writes without a promise of its own, which would cost an object for every message. */
    static void write(ChannelHandlerContext ctx, Object message) {
        ChannelFuture unused = ctx.write(message, ctx.voidPromise());
    }

    static void close(ChannelHandlerContext ctx) {
        close(ctx.channel());
    }

    static void close(Channel channel) {
        ChannelFuture unused = channel.close();
    }

    /** Answers with a response after which nothing comes. */
    static void writeLast(ChannelHandlerContext ctx, FullHttpResponse response) {
        ChannelFuture unused = ctx.writeAndFlush(response).addListener(written -> close(ctx));
    }
}
