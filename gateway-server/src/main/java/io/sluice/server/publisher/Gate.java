package io.sluice.server.publisher;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Lets a request through or refuses it. */
@Sharable
abstract class Gate extends ChannelInboundHandlerAdapter {

    @Override
    public final void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof Exchange exchange) || admits(exchange)) {
            ctx.fireChannelRead(message);
        }
    }

    /** Whether the request may go on; if not, it was refused. */
    abstract boolean admits(Exchange exchange);
}
