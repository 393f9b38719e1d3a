package io.sluice.server.subscriber.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.sluice.delivery.shard.Subscriber;
import org.jspecify.annotations.Nullable;

/**
 * Answers pings with at most one pong under way. While that waits, only the newest ping is remembered: it alone must be
 * answered (RFC 6455 §5.5.3), and a flood of pings by a client that does not read costs one frame.
 * After a Close nothing is sent, not even a pong (§5.5.1). Pongs of the client say that what stood before their ping has
 * arrived; by themselves they are life, and that is noted elsewhere.
 */
final class PongHandler extends ChannelInboundHandlerAdapter {

    private final Subscriber subscriber;
    private boolean underWay;
    private @Nullable PingWebSocketFrame newest;

    PongHandler(Subscriber subscriber) {
        this.subscriber = subscriber;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof PingWebSocketFrame ping) {
            onPing(ctx, ping);
        } else if (msg instanceof PongWebSocketFrame pong) {
            onPong(pong);
        } else {
            ctx.fireChannelRead(msg);
        }
    }

    private void onPong(PongWebSocketFrame pong) {
        ByteBuf number = pong.content();
        if (number.readableBytes() == Integer.BYTES) {
            subscriber.notePong(number.getInt(number.readerIndex()));
        }
        pong.release();
    }

    private void onPing(ChannelHandlerContext ctx, PingWebSocketFrame ping) {
        if (!subscriber.connection().isOpen()) {
            ping.release();
        } else if (underWay) {
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
            if (next != null && written.isSuccess() && subscriber.connection().isOpen()) {
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
