package io.sluice.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sluice.bench.wire.ResponseScanner;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Posts publications over one kept connection, pipelined, as fast as the pace allows. Belongs to the publisher loop;
 * {@link #pump} may be called by anything that happens there: an answer, a timer, an advance of the window.
 */
// Failed writes reach exceptionCaught through their void promises.
@SuppressWarnings("FutureReturnValueIgnored")
final class Publisher extends ChannelInboundHandlerAdapter {
    /** A server that refuses is not asked again at once, or the refusals would be all that is measured. */
    private static final long PAUSE_AFTER_REFUSAL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final double NANOS_PER_SECOND = 1e9;

    private final LoadSettings.Pace pace;
    private final Request request;
    private final Window window;
    private final ResponseScanner answers = new ResponseScanner(this::answered);
    private final Accepted accepted = new Accepted();
    private final ArrayDeque<Long> refusedAhead = new ArrayDeque<>();
    private final Map<Integer, Long> refusals = new TreeMap<>();
    private final CompletableFuture<Void> allAnswered = new CompletableFuture<>();

    private @Nullable Channel channel;
    private Timeline timeline = Timeline.notStarted();
    private long sent;
    private long answered;
    private long pausedUntilNanos;
    private boolean timerSet;
    private boolean stopped = true;
    private volatile long visibleSent;
    private volatile boolean closed;

    Publisher(LoadSettings.Pace pace, Request request, Window window) {
        this.pace = pace;
        this.request = request;
        this.window = window;
    }

    void start(Timeline started) {
        timeline = started;
        stopped = false;
        pump();
    }

    /** Sends no more; the future completes when all is answered or the connection is gone. */
    CompletableFuture<Void> stop() {
        stopped = true;
        finishIfIdle();
        return allAnswered;
    }

    void pump() {
        Channel open = channel;
        if (stopped || open == null || !open.isActive()) {
            return;
        }
        long nowNanos = timeline.nowNanos();
        if (nowNanos >= timeline.toNanos()) {
            stopped = true;
            return;
        }
        boolean wrote = false;
        while (mayPublish(open) && dueNanos(nowNanos) <= nowNanos) {
            long due = dueNanos(nowNanos);
            open.write(request.of(open.alloc(), ++sent, due), open.voidPromise());
            wrote = true;
        }
        if (wrote) {
            visibleSent = sent;
            open.flush();
        }
        armTimer(open, nowNanos);
    }

    /** When the next publication is due: at its place in the open loop, else as soon as there is room for it. */
    private long dueNanos(long nowNanos) {
        Double perSecond = pace.perSecond();
        if (perSecond == null) {
            return Math.max(nowNanos, pausedUntilNanos);
        }
        return (long) (sent * NANOS_PER_SECOND / perSecond);
    }

    private boolean mayPublish(Channel open) {
        Integer outstanding = pace.outstanding();
        int limit = outstanding == null ? Window.CAPACITY : outstanding;
        if (sent - answered >= pace.pipelined() || !open.isWritable()) {
            return false;
        }
        if (outstanding() < limit) {
            return true;
        }
        window.signalNextAdvance();
        return outstanding() < limit;
    }

    private long outstanding() {
        long completed = window.completed();
        while (!refusedAhead.isEmpty() && refusedAhead.peekFirst() <= completed) {
            refusedAhead.removeFirst();
        }
        return sent - completed - refusedAhead.size();
    }

    private void armTimer(Channel open, long nowNanos) {
        long delayNanos = dueNanos(nowNanos) - nowNanos;
        if (delayNanos > 0 && !timerSet) {
            timerSet = true;
            open.eventLoop().schedule(this::timerFired, delayNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void timerFired() {
        timerSet = false;
        pump();
    }

    private void answered(int status) {
        long sequence = ++answered;
        if (status >= 200 && status < 300) {
            accepted.add(sequence);
        } else {
            refusals.merge(status, 1L, Long::sum);
            refusedAhead.addLast(sequence);
            pausedUntilNanos = timeline.nowNanos() + PAUSE_AFTER_REFUSAL_NANOS;
        }
        finishIfIdle();
    }

    private void finishIfIdle() {
        Channel open = channel;
        boolean connected = open != null && open.isActive();
        if (stopped && (answered == sent || !connected)) {
            allAnswered.complete(null);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf read = (ByteBuf) message;
        try {
            answers.scan(read.nioBuffer().order(ByteOrder.LITTLE_ENDIAN), 0, read.readableBytes());
        } finally {
            read.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        pump();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        pump();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        // A run that was already over closes its own connection.
        closed = !stopped;
        stopped = true;
        finishIfIdle();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        System.err.println("publisher: " + cause.getMessage());
        ctx.close();
    }

    /** Publications sent so far; may be read from any thread. */
    long sent() {
        return visibleSent;
    }

    /** Whether the connection was lost while there was still something to publish; may be read from any thread. */
    boolean isClosed() {
        return closed;
    }

    long unanswered() {
        return sent - answered;
    }

    Accepted accepted() {
        return accepted;
    }

    /** How many publications were refused, by status. */
    Map<Integer, Long> refusals() {
        return refusals;
    }
}
