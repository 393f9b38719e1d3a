package io.sluice.server.subscriber.session;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sluice.delivery.shard.Shard;
import io.sluice.delivery.shard.Subscriber;
import io.sluice.delivery.socket.Connection;
import io.sluice.model.Disconnect;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The connection's place in the pipeline, before any codec: slices are written from here, and here arrive first the news
 * that the channel is writable, broken or closed.
 */
public final class DeliveryHandler extends ChannelInboundHandlerAdapter {

    private final Shard shard;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Connection connection;
    private @Nullable Subscriber subscriber;

    public DeliveryHandler(Shard shard) {
        this.shard = shard;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    ChannelHandlerContext context() {
        assert context != null;
        return context;
    }

    Shard shard() {
        return shard;
    }

    @Nullable
    Connection connection() {
        return connection;
    }

    /** Whether the channel carries a subscription or is about to. */
    public boolean isBound() {
        return connection != null;
    }

    void bind(Connection connection, Subscriber subscriber) {
        this.connection = connection;
        this.subscriber = subscriber;
    }

    /** The connection is open: delivery begins. */
    void resume() {
        if (subscriber != null) {
            shard.resume(subscriber);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            resume();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (connection != null) {
            connection.onInactive();
        }
        ctx.fireChannelInactive();
    }

    /** Only what the socket itself reports arrives here; what handlers throw goes on towards the session. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException && connection != null) {
            connection.abort(Disconnect.RESET);
        } else if (cause instanceof IOException) {
            ctx.close();
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }
}
