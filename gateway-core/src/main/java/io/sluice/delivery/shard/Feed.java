package io.sluice.delivery.shard;

import io.sluice.delivery.log.WireFormat;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What one shard gets of one topic in one wire format: the shared end that hub and shard both touch. The hub makes it when
 * the shard's first subscriber comes and forgets it when the shard says that the last one left.
 */
public final class Feed {

    private final ShardInbox inbox;
    private final TopicName topic;
    private final WireFormat format;
    private final long epoch;
    private final LagPolicy lagPolicy;
    private final ShardEvent dirtyEvent = new ShardEvent.Dirty(this);
    private final AtomicBoolean dirty = new AtomicBoolean();

    /** The shard's side. */
    private final Audience audience;

    private volatile long visitedOffset;
    private volatile long visitedBytes;
    private volatile boolean awaited;
    private volatile int subscribers;

    /** When the hub set the dirty mark; written before the mark and read after it was taken. */
    private long dirtyNanos;

    private long grants;

    /**
     * A feed whose reader starts at the head of the log.
     *
     * @param presence whether it is told who joins and leaves
     * @param head of the log at this moment
     * @param headBytes wire bytes of the log at this moment
     */
    public Feed(
            ShardInbox inbox,
            TopicName topic,
            WireFormat format,
            LagPolicy lagPolicy,
            boolean presence,
            Position head,
            long headBytes) {
        this.inbox = inbox;
        this.topic = topic;
        this.format = format;
        this.lagPolicy = lagPolicy;
        this.epoch = head.epoch();
        Shard shard = inbox.shard();
        this.audience = new Audience(this, shard.metrics(), presence ? shard.presence() : PresenceListener.NONE);
        this.visitedOffset = head.offset();
        this.visitedBytes = headBytes;
    }

    public TopicName topic() {
        return topic;
    }

    public WireFormat format() {
        return format;
    }

    public long epoch() {
        return epoch;
    }

    LagPolicy lagPolicy() {
        return lagPolicy;
    }

    public ShardInbox inbox() {
        return inbox;
    }

    // ---- the hub's loop

    /** Marks the feed as having news, once per visit. The mark is set after the news was published. */
    public void markDirty(long nowNanos) {
        if (!dirty.get()) {
            dirtyNanos = nowNanos;
        }
        if (!dirty.getAndSet(true)) {
            inbox.offer(dirtyEvent);
        }
    }

    public void countGrant() {
        grants++;
    }

    /** Grants made so far. */
    public long grants() {
        return grants;
    }

    /** The newest offset that every open subscriber of this feed has been offered. */
    public long visitedOffset() {
        return visitedOffset;
    }

    /** The same in wire bytes of the log. */
    public long visitedBytes() {
        return visitedBytes;
    }

    /** Asks to hear through {@link HubLink#feedVisited()} of the next visit. */
    public void await() {
        awaited = true;
    }

    /** Subscriptions on this shard; any thread. */
    public int subscribers() {
        return subscribers;
    }

    // ---- the shard's loop

    Audience audience() {
        return audience;
    }

    void countSubscribers(int count) {
        subscribers = count;
    }

    /** Takes the mark; what is published from now on marks again. */
    long takeDirty() {
        long since = dirtyNanos;
        dirty.getAndSet(false);
        return since;
    }

    /**
     * Notes that all subscribers were offered everything up to here.
     *
     * @return whether the hub waits to hear of it
     */
    boolean visited(long offset, long bytes) {
        visitedBytes = bytes;
        visitedOffset = offset;
        if (awaited) {
            awaited = false;
            return true;
        }
        return false;
    }
}
