package io.sluice.server.subscriber.session;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Answers pings with at most one pong under way. While that waits, only the newest ping is remembered: it alone must be
 * answered (RFC 6455 §5.5.3), and a flood of pings by a client that does not read costs one frame.
 */
final class PongHandler extends ChannelInboundHandlerAdapter {

    private boolean underWay;
    private @Nullable PingWebSocketFrame newest;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof PingWebSocketFrame ping)) {
            ctx.fireChannelRead(msg);
            return;
        }
        if (underWay) {
            forgetNewest();
            newest = ping;
        } else {
            answer(ctx, ping);
        }
    }

    private void answer(ChannelHandlerContext ctx, PingWebSocketFrame ping) {
        underWay = true;
        ctx.writeAndFlush(new PongWebSocketFrame(ping.content())).addListener((ChannelFutureListener) written -> {
            underWay = false;
            PingWebSocketFrame next = newest;
            newest = null;
            if (next != null && written.isSuccess()) {
                answer(ctx, next);
            } else if (next != null) {
                next.release();
            }
        });
    }

    private void forgetNewest() {
        if (newest != null) {
            newest.release();
            newest = null;
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        forgetNewest();
    }
}
