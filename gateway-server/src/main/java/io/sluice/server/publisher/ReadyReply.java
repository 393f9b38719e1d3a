package io.sluice.server.publisher;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;

/** A reply that is known from the start. */
record ReadyReply(FullHttpResponse response) implements Reply {

    @Override
    public Progress writeReady(ChannelHandlerContext ctx, Exchange exchange) {
        exchange.write(ctx, response);
        return Progress.DONE;
    }

    @Override
    public void abandon() {
        response.release();
    }
}
