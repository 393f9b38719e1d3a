package io.sluice.server.publisher;

import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds a request that arrives too slowly, byte by byte. A request that arrives whole costs nothing here: the one timer of
 * a connection is only armed while something is incomplete, and looks at what is due when it fires.
 */
final class RequestDeadline {

    private static final Object REQUEST_HEAD = new Object();

    private final Patience patience;
    private final Runnable onLate;
    private @Nullable Object awaited;
    private long dueNs;
    private @Nullable Future<?> timer;

    RequestDeadline(Patience patience, Runnable onLate) {
        this.patience = patience;
        this.onLate = onLate;
    }

    /**
     * Looks at what a read has left incomplete.
     *
     * @param receiving whose body is not complete
     * @param sawMessage whether the read completed anything; if not, it brought a part of a head
     */
    void watch(ChannelHandlerContext ctx, @Nullable Exchange receiving, boolean sawMessage) {
        if (receiving != null && receiving.isTimed()) {
            await(ctx, receiving, patience.body());
        } else if (receiving == null && !sawMessage) {
            await(ctx, REQUEST_HEAD, patience.head());
        } else {
            clear();
        }
    }

    /** Starts the time for something, unless it already runs for the same thing. */
    private void await(ChannelHandlerContext ctx, Object what, Duration limit) {
        if (what.equals(awaited)) {
            return;
        }
        awaited = what;
        dueNs = nowNs(ctx) + limit.toNanos();
        if (timer == null) {
            arm(ctx, limit.toNanos());
        }
    }

    /** Nothing is incomplete. */
    void clear() {
        awaited = null;
    }

    /** Forgets everything, the timer too. */
    void cancel() {
        awaited = null;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void arm(ChannelHandlerContext ctx, long delayNs) {
        timer = ctx.executor().schedule(() -> look(ctx), delayNs, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext ctx) {
        timer = null;
        if (awaited == null) {
            return;
        }
        long leftNs = dueNs - nowNs(ctx);
        if (leftNs > 0) {
            arm(ctx, leftNs);
        } else {
            awaited = null;
            onLate.run();
        }
    }

    private static long nowNs(ChannelHandlerContext ctx) {
        return ctx.executor().ticker().nanoTime();
    }
}
