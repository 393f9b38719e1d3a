package io.sluice.server.publisher;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the publisher connections; one too many hears so and is closed. Health is answered even then, since a full gateway
 * must not be restarted for it: a few wait until it is known what they ask.
 *
 * <pre>
 *           room                  health: answered, then closed
 * (opened) ──────► ADMITTED ◄──────────────────────────────────┐
 *     │ no room, but to wait                                    │
 *     ├─────────────────────────► WAITING ──────────────────────┘
 *     │ neither                      │ anything else, nothing in time
 *     └─────────────► REFUSED ◄──────┘
 * </pre>
 */
final class ConnectionLimit extends ChannelInboundHandlerAdapter {

    /** Probes come a few at a time; whoever finds this full too is refused unheard. */
    static final int MAX_WAITING = 64;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private enum State {
        ADMITTED,
        WAITING,
        REFUSED
    }

    private final AtomicInteger open;
    private final int max;
    private final AtomicInteger waiting;
    private final Duration patience;
    private final PushMetrics metrics;
    private State state = State.ADMITTED;
    private boolean counted;
    private @Nullable AtomicInteger place;
    private @Nullable Future<?> timer;

    /**
     * The bound of one connection.
     *
     * @param open connections of the port within the bound
     * @param waiting those beyond it that wait
     * @param patience how long one of these may take to ask
     */
    ConnectionLimit(AtomicInteger open, int max, AtomicInteger waiting, Duration patience, PushMetrics metrics) {
        this.open = open;
        this.max = max;
        this.waiting = waiting;
        this.patience = patience;
        this.metrics = metrics;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        counted = true;
        metrics.open().increment();
        if (takes(open, max)) {
            ctx.fireChannelActive();
        } else if (takes(waiting, MAX_WAITING)) {
            state = State.WAITING;
            timer = ctx.executor().schedule(() -> refuse(ctx), patience.toNanos(), TimeUnit.NANOSECONDS);
            ctx.fireChannelActive();
        } else {
            refuse(ctx);
        }
    }

    private boolean takes(AtomicInteger taken, int bound) {
        if (taken.incrementAndGet() > bound) {
            taken.decrementAndGet();
            return false;
        }
        place = taken;
        return true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (state == State.WAITING && message instanceof HttpRequest request) {
            if (HealthChecks.isCheck(Target.of(request.uri()))) {
                cancelTimer();
                state = State.ADMITTED;
                HttpUtil.setKeepAlive(request, false);
            } else {
                refuse(ctx);
            }
        }
        if (state == State.ADMITTED) {
            ctx.fireChannelRead(message);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (state == State.WAITING && event instanceof ChannelInputShutdownEvent) {
            refuse(ctx);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void refuse(ChannelHandlerContext ctx) {
        cancelTimer();
        state = State.REFUSED;
        metrics.onRefused(Refusal.TOO_MANY_CONNECTIONS);
        FullHttpResponse response = Refusal.TOO_MANY_CONNECTIONS
                .problem("as many publishers are connected as limits.push-connections allows", RETRY_AFTER)
                .toResponse();
        HttpUtil.setKeepAlive(response, false);
        Channels.writeLast(ctx, response);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancelTimer();
        if (place != null) {
            place.decrementAndGet();
            place = null;
        }
        if (counted) {
            counted = false;
            metrics.open().decrement();
        }
        ctx.fireChannelInactive();
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
