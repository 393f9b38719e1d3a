package io.sluice.server.engine.redis;

import io.sluice.delivery.hub.PublishOutcome.Reason;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Publishes on their way to Redis and not answered, bounded in number and bytes. Any thread. */
final class Window {

    private final int mostCommands;
    private final long mostBytes;
    private final AtomicInteger commands = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile @Nullable Reason closedFor;

    Window(int mostCommands, long mostBytes) {
        this.mostCommands = mostCommands;
        this.mostBytes = mostBytes;
    }

    /**
     * Takes a place.
     *
     * @return why there is none, or null where there was
     */
    @Nullable
    Reason enter(int addedBytes) {
        int inside = commands.incrementAndGet();
        long bytesInside = bytes.addAndGet(addedBytes);
        Reason refusal = closedFor;
        if (refusal == null && (inside > mostCommands || (bytesInside > mostBytes && bytesInside > addedBytes))) {
            refusal = Reason.MAILBOX_FULL;
        }
        if (refusal != null) {
            leave(addedBytes);
        }
        return refusal;
    }

    void leave(int removedBytes) {
        bytes.addAndGet(-removedBytes);
        commands.decrementAndGet();
    }

    /** From now on nobody enters. */
    void close(Reason reason) {
        closedFor = reason;
    }

    int commands() {
        return commands.get();
    }

    long bytes() {
        return bytes.get();
    }
}
