package io.sluice.server.publisher;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Bounds the publisher connections; one too many hears so and is closed. */
final class ConnectionLimit extends ChannelInboundHandlerAdapter {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final AtomicInteger open;
    private final int max;
    private final PushMetrics metrics;
    private boolean counted;
    private boolean refused;

    ConnectionLimit(AtomicInteger open, int max, PushMetrics metrics) {
        this.open = open;
        this.max = max;
        this.metrics = metrics;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        counted = true;
        openGauge().increment();
        if (open.incrementAndGet() <= max) {
            ctx.fireChannelActive();
            return;
        }
        refused = true;
        metrics.onRefused(Refusal.TOO_MANY_CONNECTIONS);
        FullHttpResponse response = Refusal.TOO_MANY_CONNECTIONS
                .problem("as many publishers are connected as limits.push-connections allows", RETRY_AFTER)
                .toResponse();
        HttpUtil.setKeepAlive(response, false);
        Channels.writeLast(ctx, response);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (counted) {
            counted = false;
            open.decrementAndGet();
            openGauge().decrement();
        }
        ctx.fireChannelInactive();
    }

    private LongAdder openGauge() {
        return metrics.open();
    }
}
