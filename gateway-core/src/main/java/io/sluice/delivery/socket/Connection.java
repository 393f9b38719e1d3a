package io.sluice.delivery.socket;

import static io.sluice.delivery.socket.ConnectionState.CLOSED;
import static io.sluice.delivery.socket.ConnectionState.CLOSING;
import static io.sluice.delivery.socket.ConnectionState.CONNECTING;
import static io.sluice.delivery.socket.ConnectionState.OPEN;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.sluice.delivery.log.PinnedSegments;
import io.sluice.delivery.log.SegmentView;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.Disconnect;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client connection: its state, its cause of death, its outlet. All methods run on the connection's event loop unless
 * they say otherwise.
 */
public final class Connection {

    private final ConnectionInfo info;
    private final ChannelHandlerContext context;
    private final Outlet outlet;
    private final Duration closeTimeout;
    private ConnectionState state = CONNECTING;
    private @Nullable ConnectionListener listener;
    private @Nullable Farewell farewell;
    private @Nullable Disconnect cause;
    private @Nullable Future<?> closeTimer;

    /**
     * A connection whose handshake is under way.
     *
     * @param context of a handler before any codec: what is written there goes to the socket as it is (or through TLS)
     * @param direct whether slices may pass the pipeline by; false where TLS stands between
     * @param closeTimeout how long a goodbye may wait before the channel is closed all the same
     */
    public Connection(ConnectionInfo info, ChannelHandlerContext context, boolean direct, Duration closeTimeout) {
        this.info = info;
        this.context = context;
        this.outlet = new Outlet(context, direct);
        this.closeTimeout = closeTimeout;
    }

    public ConnectionInfo info() {
        return info;
    }

    public ConnectionState state() {
        return state;
    }

    /** Why its end has begun; null while it has not. */
    public @Nullable Disconnect cause() {
        return cause;
    }

    public boolean isOpen() {
        return state == OPEN;
    }

    /** Names who has to hear of the end; once, before anything can end. */
    public void listen(ConnectionListener listener) {
        assert inLoop() && this.listener == null;
        this.listener = listener;
    }

    /** The handshake is answered: delivery may begin, unless the end has begun meanwhile. */
    public void onOpen(Farewell farewell) {
        assert inLoop();
        if (state == CONNECTING && cause != null) {
            return;
        }
        become(OPEN);
        this.farewell = farewell;
        if (listener != null) {
            listener.onOpened();
        }
    }

    /**
     * Begins the end, for this cause: cursors go first, then the goodbye follows what is pending, then the channel is
     * closed, by the peer's answer or the close timeout. Later calls change nothing.
     */
    public void close(Disconnect cause) {
        assert inLoop();
        switch (state) {
            case CONNECTING -> {
                note(cause);
                context.channel().close();
            }
            case OPEN -> {
                note(cause);
                become(CLOSING);
                stopDelivery();
                // First the timer: the goodbye may itself find the channel broken and close it.
                startCloseTimer();
                if (farewell != null) {
                    farewell.sayGoodbye(cause);
                }
            }
            case CLOSING, CLOSED -> {
                // The first cause stands.
            }
        }
    }

    /** Stops delivery for this cause and leaves the goodbye, and the channel, to the caller. The connection must be open. */
    public void abandon(Disconnect cause) {
        assert inLoop();
        become(CLOSING);
        note(cause);
        stopDelivery();
        startCloseTimer();
    }

    private void startCloseTimer() {
        closeTimer = context.executor()
                .schedule(() -> context.channel().close(), closeTimeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Closes the channel at once, without a goodbye; the first cause given stands. */
    public void abort(Disconnect cause) {
        assert inLoop();
        note(cause);
        if (state == OPEN) {
            become(CLOSING);
            stopDelivery();
        }
        context.channel().close();
    }

    /** The channel is closed. The single place where a connection's life ends. */
    public void onInactive() {
        assert inLoop();
        if (state == CLOSED) {
            return;
        }
        boolean delivering = state != CLOSING;
        become(CLOSED);
        if (delivering) {
            stopDelivery();
        }
        if (closeTimer != null) {
            closeTimer.cancel(false);
        }
        if (listener != null) {
            listener.onClosed(cause == null ? Disconnect.CLIENT_CLOSED : cause);
        }
    }

    private void note(Disconnect cause) {
        if (this.cause == null) {
            this.cause = cause;
        }
    }

    private void stopDelivery() {
        if (listener != null) {
            listener.onStopDelivery();
        }
    }

    private void become(ConnectionState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("connection " + info.id() + " cannot go from " + state + " to " + next);
        }
        state = next;
    }

    /**
     * Sends or enqueues whole frames; a broken socket ends the connection. The connection must be open.
     *
     * @param direct whether they may go straight to the descriptor; false where more follows before the flush
     */
    public void write(SegmentView view, int begin, int end, boolean direct) {
        assert inLoop() && state == OPEN;
        try {
            outlet.write(view, begin, end, direct);
        } catch (IOException e) {
            abort(Disconnect.WRITE_ERROR);
        }
    }

    /** Enqueues whole frames of this connection's own behind what was written; they leave with the next flush. */
    public void write(ByteBuf frames) {
        assert inLoop() && state == OPEN;
        outlet.write(frames);
    }

    public void flush() {
        outlet.flush();
    }

    public boolean isWritable() {
        return outlet.isWritable();
    }

    /** Bytes handed to the channel that the kernel has not taken yet. */
    public long pendingBytes() {
        return outlet.pendingBytes();
    }

    /** Whether something that the kernel has not taken is of one of these segments. */
    public boolean pins(PinnedSegments segments) {
        return outlet.pins(segments);
    }

    /** Grows while the kernel takes bytes. */
    public long progressBytes() {
        return outlet.progressBytes();
    }

    private boolean inLoop() {
        return context.executor().inEventLoop();
    }
}
