package io.sluice.server.engine.redis.link;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.api.StatefulConnection;
import io.sluice.delivery.loop.OwnerLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that is made again whenever it is lost, each time from the beginning: where the master is may have changed.
 * Loop only, except {@link #current()}.
 *
 * <pre>
 *           made                    lost, or dropped
 *  CONNECTING ────────────► OPEN ──────────────────┐
 *     ▲  │ failed                                  │
 *     │  └───────────────► PAUSING ◄───────────────┘
 *     └──── after a pause ─────┘          CLOSED from anywhere, for good
 * </pre>
 */
final class Reconnecting<C extends StatefulConnection<?, ?>> {

    private static final Logger LOG = LoggerFactory.getLogger(Reconnecting.class);
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How long a connection must last for the next pause to be a short one. */
    private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private enum State {
        CONNECTING,
        OPEN,
        PAUSING,
        CLOSED
    }

    /** Hears what becomes of the connection; loop only. */
    interface Events<C> {

        void onConnected(C connection);

        void onLost();
    }

    private final String name;
    private final OwnerLoop loop;
    private final Supplier<? extends CompletionStage<C>> connect;
    private final long patienceNanos;
    private final Events<? super C> events;
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private State state = State.PAUSING;
    private volatile @Nullable C current;
    private CompletableFuture<Void> attempt = CompletableFuture.completedFuture(null);
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private long sinceNanos;
    private boolean reported;

    /** Counts turns: what is heard of an earlier one comes too late. */
    private long turn;

    /**
     * Nothing is connected yet.
     *
     * @param name for people
     * @param connect begins to connect
     * @param patience with a connection that is neither made nor fails
     */
    Reconnecting(
            String name,
            OwnerLoop loop,
            Supplier<? extends CompletionStage<C>> connect,
            Duration patience,
            Events<? super C> events) {
        this.name = name;
        this.loop = loop;
        this.connect = connect;
        this.patienceNanos = patience.toNanos();
        this.events = events;
    }

    void start() {
        loop.execute(this::open);
    }

    /** How the first attempt goes; any thread. */
    CompletionStage<Void> firstAttempt() {
        return first;
    }

    /** The connection, if there is one; any thread. */
    @Nullable
    C current() {
        return current;
    }

    /** Since when it is open; meaningful while it is. */
    long openSinceNanos() {
        return sinceNanos;
    }

    /** Gives up a connection that is of no use, so that another is made. */
    void drop() {
        assert loop.inLoop();
        if (state == State.OPEN) {
            onLost();
        }
    }

    /** The answer comes when the socket is closed, the one that is being made included. */
    CompletableFuture<Void> close() {
        assert loop.inLoop();
        state = State.CLOSED;
        turn++;
        return CompletableFuture.allOf(discard(), attempt);
    }

    private CompletableFuture<Void> discard() {
        C last = current;
        current = null;
        return last == null ? CompletableFuture.completedFuture(null) : last.closeAsync();
    }

    private void open() {
        assert loop.inLoop();
        if (state != State.PAUSING) {
            return;
        }
        state = State.CONNECTING;
        long asked = ++turn;
        CompletableFuture<Void> answered = new CompletableFuture<>();
        attempt = answered;
        connection()
                .whenComplete((made, failure) -> loop.execute(() -> {
                    onAnswer(asked, made, failure);
                    answered.complete(null);
                }));
        loop.schedule(() -> onAnswer(asked, null, new IllegalStateException("no connection in time")), patienceNanos);
    }

    private CompletionStage<C> connection() {
        try {
            return connect.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void onAnswer(long asked, @Nullable C made, @Nullable Throwable failure) {
        if (asked != turn || state != State.CONNECTING) {
            if (made != null) {
                made.closeAsync();
            }
        } else if (made == null) {
            Throwable cause = RedisFailure.unwrapped(failure == null ? new IllegalStateException() : failure);
            first.completeExceptionally(cause);
            LOG.debug("no connection to {}", name, cause);
            pause();
        } else {
            onMade(asked, made);
        }
    }

    private void onMade(long asked, C made) {
        state = State.OPEN;
        current = made;
        sinceNanos = loop.nanoTime();
        made.addListener(new RedisConnectionStateAdapter() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                loop.execute(() -> {
                    if (asked == turn) {
                        drop();
                    }
                });
            }
        });
        if (reported) {
            reported = false;
            LOG.info("{} is back", name);
        }
        events.onConnected(made);
        first.complete(null);
        if (!made.isOpen()) {
            // Before it was listened to.
            drop();
        }
    }

    private void onLost() {
        if (!reported) {
            reported = true;
            LOG.warn("{} is lost", name);
        }
        if (loop.nanoTime() - sinceNanos >= STEADY_NANOS) {
            pauseNanos = FIRST_PAUSE_NANOS;
        }
        discard();
        pause();
        events.onLost();
    }

    private void pause() {
        state = State.PAUSING;
        turn++;
        loop.schedule(this::open, pauseNanos);
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
    }
}
