package io.sluice.server.subscriber.session;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.sluice.delivery.shard.Subscriber;
import io.sluice.delivery.socket.Connection;
import io.sluice.model.Disconnect;

/**
 * Turns the silence that {@link io.netty.handler.timeout.IdleStateHandler} reports once per heartbeat interval into a sign
 * of life to the client, and after the heartbeat timeout into the end of the connection.
 *
 * <p>A client that takes its backlog slowly is alive though its pongs come late: bytes that the kernel took since the last
 * look count as life. While nothing leaves that should, the time to {@code lag.max-time} runs.
 */
public final class HeartbeatHandler extends ChannelInboundHandlerAdapter {

    /** How a surface shows that the gateway lives. */
    @FunctionalInterface
    public interface SignOfLife {
        void send(ChannelHandlerContext ctx, Subscriber subscriber);
    }

    private final Subscriber subscriber;
    private final Connection connection;
    private final SessionSettings settings;
    private final SessionMetrics metrics;
    private final boolean clientAnswers;
    private final SignOfLife signOfLife;
    private int silentIntervals;
    private long lastProgressBytes;
    private long progressNanos;
    private long lookedNanos;

    /**
     * A heartbeat that begins with the next silent interval.
     *
     * @param clientAnswers whether a living client answers signs of life; event streams have no way back
     */
    HeartbeatHandler(
            Subscriber subscriber,
            SessionSettings settings,
            SessionMetrics metrics,
            boolean clientAnswers,
            SignOfLife signOfLife) {
        this.subscriber = subscriber;
        this.connection = subscriber.connection();
        this.settings = settings;
        this.metrics = metrics;
        this.clientAnswers = clientAnswers;
        this.signOfLife = signOfLife;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        lookedNanos = ctx.executor().ticker().nanoTime();
        progressNanos = lookedNanos;
    }

    /** A client that talks but never reads is never silent, so it is looked at here. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        silentIntervals = 0;
        long sinceLook = ctx.executor().ticker().nanoTime() - lookedNanos;
        if (sinceLook >= settings.heartbeatInterval().toNanos() && connection.isOpen()) {
            lookForProgress(ctx);
        }
        ctx.fireChannelRead(msg);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent idle && idle.state() == IdleState.READER_IDLE) {
            onSilentInterval(ctx);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void onSilentInterval(ChannelHandlerContext ctx) {
        if (!connection.isOpen()) {
            return;
        }
        // One that is not read cannot be heard; whether it takes what is pending is looked at all the same.
        silentIntervals += ctx.channel().config().isAutoRead() ? 1 : 0;
        lookForProgress(ctx);
        if (!connection.isOpen()) {
            return;
        }
        if (clientAnswers && silentIntervals >= settings.silentIntervals()) {
            metrics.countHeartbeatTimeout();
            connection.close(Disconnect.READ_TIMEOUT);
            connection.abort(Disconnect.READ_TIMEOUT);
        } else if (ctx.channel().isWritable()) {
            signOfLife.send(ctx, subscriber);
        }
    }

    /** Notes what the kernel took since the last look; ends the connection where nothing leaves for too long. */
    private void lookForProgress(ChannelHandlerContext ctx) {
        long nowNanos = ctx.executor().ticker().nanoTime();
        lookedNanos = nowNanos;
        long progressBytes = connection.progressBytes();
        if (connection.pendingBytes() == 0) {
            progressNanos = nowNanos;
        } else if (progressBytes != lastProgressBytes) {
            progressNanos = nowNanos;
            silentIntervals = 0;
        } else if (nowNanos - progressNanos >= settings.lagMaxTime().toNanos()) {
            connection.abort(Disconnect.SLOW);
        }
        lastProgressBytes = progressBytes;
    }
}
