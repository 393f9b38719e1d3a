package io.sluice.server.engine.redis;

import io.sluice.delivery.hub.PublishOutcome.Reason;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Publishes on their way to Redis and not answered, bounded in number and bytes; where there are several servers, one that
 * does not answer leaves room for the others. Any thread.
 */
final class Window {

    private final int mostCommands;
    private final long mostBytes;
    private final int mostOfShard;
    private final AtomicInteger commands = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** Those of servers that have some under way. */
    private final Map<String, Integer> byShard = new ConcurrentHashMap<>();

    private volatile @Nullable Reason closedFor;

    /**
     * An open window.
     *
     * @param isShared whether several servers share it
     */
    Window(int mostCommands, long mostBytes, boolean isShared) {
        this.mostCommands = mostCommands;
        this.mostBytes = mostBytes;
        this.mostOfShard = isShared ? Math.max(1, mostCommands / 2) : mostCommands;
    }

    /**
     * Takes a place.
     *
     * @param shard the server that it is for
     * @return why there is none, or null where there was
     */
    @Nullable
    Reason enter(int addedBytes, String shard) {
        int inside = commands.incrementAndGet();
        long bytesInside = bytes.addAndGet(addedBytes);
        int ofShard = byShard.merge(shard, 1, Integer::sum);
        Reason refusal = closedFor;
        boolean isFull = inside > mostCommands || ofShard > mostOfShard;
        if (refusal == null && (isFull || (bytesInside > mostBytes && bytesInside > addedBytes))) {
            refusal = Reason.MAILBOX_FULL;
        }
        if (refusal != null) {
            leave(addedBytes, shard);
        }
        return refusal;
    }

    void leave(int removedBytes, String shard) {
        byShard.computeIfPresent(shard, (name, inside) -> inside == 1 ? null : inside - 1);
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
