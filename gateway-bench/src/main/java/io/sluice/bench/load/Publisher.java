package io.sluice.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sluice.bench.wire.StreamScanner;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends publications over one kept connection, as fast as the pace allows. Belongs to the publisher loop;
 * {@link #pump} may be called by anything that happens there: an answer, a timer, an advance of the window.
 */
// Failed writes reach exceptionCaught through their void promises.
@SuppressWarnings("FutureReturnValueIgnored")
final class Publisher extends ChannelInboundHandlerAdapter implements PushWire.Answers {
    /** A server that refuses is not asked again at once, or the refusals would be all that is measured. */
    private static final long PAUSE_AFTER_REFUSAL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int YES = 200;

    private final LoadSettings.Pace pace;
    private final @Nullable Schedule schedule;
    private final boolean unanswered;
    private final PushWire wire;
    private final Tally tally;
    private final Window window;
    private final StreamScanner answers;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> allAnswered = new CompletableFuture<>();

    private @Nullable Channel channel;
    private Timeline timeline = Timeline.notStarted();
    private long published;
    private long pausedUntilNanos;
    private boolean timerSet;
    private boolean stopped = true;
    private volatile boolean closed;

    Publisher(LoadSettings settings, PushWire wire, Tally tally, Window window) {
        this.pace = settings.pace();
        this.schedule = Schedule.of(pace, settings.timing());
        LoadSettings.Target target = settings.target();
        this.unanswered = target.envelope().unanswered();
        this.wire = wire;
        this.tally = tally;
        this.window = window;
        this.answers = wire.scanner(this);
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
        for (long due = dueNanos(nowNanos); due <= nowNanos && mayPublish(open); due = dueNanos(nowNanos)) {
            published = tally.next();
            open.write(wire.publication(open.alloc(), published, due), open.voidPromise());
            if (unanswered) {
                tally.answered(YES);
            }
            wrote = true;
        }
        if (wrote) {
            tally.publishSent();
            open.flush();
        }
        armTimer(open, nowNanos);
    }

    /** When the next publication is due: at its place in the open loop, else as soon as there is room for it. */
    private long dueNanos(long nowNanos) {
        return schedule == null ? Math.max(nowNanos, pausedUntilNanos) : schedule.dueNanos(published);
    }

    private boolean mayPublish(Channel open) {
        if (tally.unanswered() >= pace.pipelined() || !open.isWritable()) {
            return false;
        }
        Integer outstanding = pace.outstanding();
        int limit = outstanding == null ? Window.CAPACITY : outstanding;
        if (!window.isUsed() || tally.outstanding(window.completed()) < limit) {
            return true;
        }
        window.signalNextAdvance();
        return tally.outstanding(window.completed()) < limit;
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

    @Override
    public void ready() {
        ready.complete(null);
    }

    @Override
    public void answered(int status) {
        if (tally.unanswered() == 0) {
            // A WebSocket may say more than it was asked.
            return;
        }
        if (!tally.answered(status)) {
            pausedUntilNanos = timeline.nowNanos() + PAUSE_AFTER_REFUSAL_NANOS;
        }
        finishIfIdle();
    }

    @Override
    public void pinged(byte[] payload) {
        Channel open = channel;
        if (open != null) {
            open.writeAndFlush(Pong.of(open.alloc(), payload), open.voidPromise());
        }
    }

    private void finishIfIdle() {
        Channel open = channel;
        boolean connected = open != null && open.isActive();
        if (stopped && (tally.unanswered() == 0 || !connected)) {
            allAnswered.complete(null);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        byte[] opening = wire.opening();
        if (opening.length == 0) {
            ready.complete(null);
        } else {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(opening), ctx.voidPromise());
        }
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
        ready.completeExceptionally(new IllegalStateException("the publisher's connection was closed at its start"));
        // A run that was already over closes its own connection.
        closed = !stopped;
        stopped = true;
        finishIfIdle();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!ready.completeExceptionally(cause)) {
            System.err.println("publisher: " + cause.getMessage());
        }
        ctx.close();
    }

    /** Completes when publications may be sent, exceptionally if that cannot be. */
    CompletableFuture<Void> whenReady() {
        return ready;
    }

    /** Whether the connection was lost while there was still something to publish; may be read from any thread. */
    boolean isClosed() {
        return closed;
    }
}
