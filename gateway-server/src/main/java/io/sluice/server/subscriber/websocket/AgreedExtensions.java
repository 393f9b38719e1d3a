package io.sluice.server.subscriber.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;

/** Says in the answer to a handshake what was agreed on (RFC 6455 §9.1), and is gone. */
final class AgreedExtensions extends ChannelOutboundHandlerAdapter {

    private final String extensions;

    AgreedExtensions(String extensions) {
        this.extensions = extensions;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (msg instanceof HttpResponse response) {
            response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, extensions);
            ctx.pipeline().remove(this);
        }
        ctx.write(msg, promise);
    }
}
