package io.sluice.server.publisher;

import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.sluice.delivery.hub.PublishCommand;
import io.sluice.engine.Engine;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands publications to the engine and flushes it once per turn of the event loop, however many requests of however many
 * connections the turn read: waking the hub for each costs more than the publication does. Safe from any event loop.
 */
final class TurnFlush {

    private final Engine engine;
    private final AtomicBoolean posted = new AtomicBoolean();
    private final Runnable flush = this::flush;

    TurnFlush(Engine engine) {
        this.engine = engine;
    }

    /** Publishes; the flush follows before the loop of the caller waits for its sockets again. */
    void publish(PublishCommand command, EventExecutor loop) {
        engine.publish(command);
        if (!posted.getAndSet(true)) {
            afterTurn(loop);
        }
    }

    private void afterTurn(EventExecutor loop) {
        if (loop instanceof SingleThreadEventLoop single) {
            try {
                single.executeAfterEventLoopIteration(flush);
                return;
            } catch (RejectedExecutionException ended) {
                // The loop ends after this turn.
            }
        }
        flush();
    }

    /** Cleared before the flush: who publishes after this posts again. */
    private void flush() {
        posted.getAndSet(false);
        engine.flush();
    }
}
