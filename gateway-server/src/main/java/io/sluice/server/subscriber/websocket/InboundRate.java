package io.sluice.server.subscriber.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.sluice.delivery.socket.Connection;
import io.sluice.model.Disconnect;
import org.jspecify.annotations.Nullable;

/**
 * Ends the connection of a client that sends more than it may. Pings and parts of messages count; pongs do not, since they
 * are asked for, nor does the Close, which is the last.
 */
final class InboundRate extends ChannelInboundHandlerAdapter {

    private final Connection connection;
    private final int perSecond;
    private @Nullable TokenBucket bucket;

    InboundRate(Connection connection, int perSecond) {
        this.connection = connection;
        this.perSecond = perSecond;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof WebSocketFrame)
                || msg instanceof PongWebSocketFrame
                || msg instanceof CloseWebSocketFrame) {
            ctx.fireChannelRead(msg);
        } else if (connection.isOpen() && isWithinBound(ctx.executor().ticker().nanoTime())) {
            ctx.fireChannelRead(msg);
        } else {
            ReferenceCountUtil.release(msg);
            if (connection.isOpen()) {
                connection.close(Disconnect.POLICY);
            }
        }
    }

    private boolean isWithinBound(long nowNanos) {
        if (bucket == null) {
            bucket = new TokenBucket(perSecond, nowNanos);
        }
        return bucket.take(nowNanos);
    }
}
