package io.sluice.delivery.hub;

import io.sluice.delivery.log.LogListener;
import io.sluice.delivery.log.SegmentView;
import io.sluice.delivery.log.TopicLog;
import io.sluice.delivery.log.WireFormat;
import io.sluice.delivery.log.WireLog;
import io.sluice.delivery.shard.Feed;
import io.sluice.delivery.shard.ShardEvent;
import io.sluice.delivery.shard.ShardInbox;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A topic: its log, the feeds of the shards that read it, the publishes that wait for one of those. Hub's loop only; an
 * idle one holds nothing but its name and its log.
 */
final class Topic implements LogListener {

    private static final Feed[] NONE = {};
    private static final WireFormat[] NO_FILLS = {};
    private static final int MAX_FRAMING_BYTES = 14;

    final TopicName name;
    final TopicRule rule;
    TopicLog log;

    /** Whether its log has begun; one that a source feeds begins when that says where. */
    private boolean begun;

    /** Whether its log has reached the offset from which on it may be read. */
    private boolean open;

    private long openAt;

    /** Who waits for that. */
    private List<TopicWaiter> waiters = List.of();

    /** Whether it is going to be looked at again because nobody wanted it. */
    boolean lingers;

    /** How many publishes that name it wait, be it for another topic. */
    int waiting;

    /** The last look at the waiting publishes in which one that names it had to wait on. */
    long heldInLook;

    /** The formats whose logs are being extended backwards, once per subscribe that waits for that. */
    private WireFormat[] fills = NO_FILLS;

    /** Whether it stands in the batch's list of topics with news. */
    boolean dirty;

    /** When its oldest publication has to go. */
    long expiresAtMillis;

    /** Whether it stands in the expiry queue: while it is not empty, and at times a little longer. */
    boolean expiring;

    private final BySize bySize;

    /** Its class of size and its neighbours there; {@link BySize}'s own. */
    int sizeClass;

    @Nullable
    Topic previousOfSize;

    @Nullable
    Topic nextOfSize;

    private Feed[] feeds = NONE;

    Topic(TopicName name, TopicRule rule, TopicLog log, BySize bySize, boolean open) {
        this.begun = open;
        this.open = open;
        this.name = name;
        this.rule = rule;
        this.log = log;
        this.bySize = bySize;
    }

    /** Whether it is told who comes and goes; nobody is told who listens to that. */
    private boolean tellsPresence() {
        return rule.presence() && name.presence() != null;
    }

    boolean hasFeeds() {
        return feeds.length > 0;
    }

    /** Whether nothing would be lost with it. */
    boolean isForgettable() {
        return log.isEmpty() && isUnwanted();
    }

    /** Whether nobody reads it, writes it or waits for it. */
    boolean isUnwanted() {
        return !hasFeeds() && waiting == 0 && fills.length == 0 && waiters.isEmpty();
    }

    boolean isOpen() {
        return open;
    }

    boolean isBegun() {
        return begun;
    }

    /** Opens where the log has come far enough; whether it just did. */
    boolean openIfReached() {
        boolean opens = begun && !open && log.headOffset() >= openAt;
        open |= opens;
        return opens;
    }

    void addWaiter(TopicWaiter waiter) {
        waiters = waiters.isEmpty() ? new ArrayList<>() : waiters;
        waiters.add(waiter);
    }

    List<TopicWaiter> takeWaiters() {
        List<TopicWaiter> taken = waiters;
        waiters = List.of();
        return taken;
    }

    /** Goes on in this log; who read the one before, if any, is told. */
    void begin(TopicLog fresh, long opensAt) {
        for (Feed feed : feeds) {
            feed.inbox().offer(new ShardEvent.TopicLost(feed));
        }
        feeds = NONE;
        log.close(this);
        log = fresh;
        begun = true;
        open = false;
        openAt = opensAt;
    }

    /** The shard's feed of this topic in this format; opens one, with holds on all segments, where there is none. */
    Feed openFeed(ShardInbox inbox, WireFormat format) {
        for (Feed feed : feeds) {
            if (feed.inbox() == inbox && feed.format().equals(format)) {
                return feed;
            }
        }
        WireLog wireLog = log.openFormat(format);
        Feed feed = new Feed(inbox, name, format, rule.lag(), tellsPresence(), log.head(), wireLog.endBytes());
        log.forEachSegment(format, view -> inbox.offer(new ShardEvent.SegmentOpened(feed, view)));
        feeds = Arrays.copyOf(feeds, feeds.length + 1);
        feeds[feeds.length - 1] = feed;
        return feed;
    }

    /** A subscribe waits for the log of this format: it stays. */
    void beginFill(WireFormat format) {
        fills = Arrays.copyOf(fills, fills.length + 1);
        fills[fills.length - 1] = format;
    }

    void endFill(WireFormat format) {
        List<WireFormat> left = new ArrayList<>(Arrays.asList(fills));
        left.remove(format);
        fills = left.isEmpty() ? NO_FILLS : left.toArray(NO_FILLS);
    }

    /** Forgets a feed, unless a grant is on its way that the shard has not seen. */
    void closeIdleFeed(Feed feed, long grantsSeen) {
        int at = Arrays.asList(feeds).indexOf(feed);
        if (at < 0 || feed.grants() != grantsSeen) {
            return;
        }
        Feed[] fewer = feeds.length == 1 ? NONE : new Feed[feeds.length - 1];
        boolean formatInUse = false;
        for (int i = 0, j = 0; i < feeds.length; i++) {
            if (i != at) {
                fewer[j++] = feeds[i];
                formatInUse |= feeds[i].format().equals(feed.format());
            }
        }
        feeds = fewer;
        feed.inbox().offer(new ShardEvent.FeedClosed(feed));
        if (!formatInUse && !Arrays.asList(fills).contains(feed.format())) {
            log.closeFormat(feed.format(), this);
        }
    }

    /** Marks all feeds after something was published. */
    void markFeedsDirty(long nowNanos) {
        for (Feed feed : feeds) {
            feed.markDirty(nowNanos);
        }
    }

    /**
     * A feed whose last visit comes near what is retained, so that a further publication could overtake readers that keep
     * up; null where there is none. What is large waits until nothing is left that it could push out.
     *
     * @param silentBeforeNanos shards that gave no sign of life since then have no say
     * @param payloadBytes of the further publication
     */
    @Nullable
    Feed feedToWaitFor(long silentBeforeNanos, int payloadBytes) {
        long maxMessages = Math.max(1, log.retention().messages() / 2);
        long maxBytes = Math.max(1, log.retention().bytes() / 2);
        for (Feed feed : feeds) {
            long messages = log.headOffset() - feed.visitedOffset();
            long bytes = log.endBytes(feed.format()) - feed.visitedBytes();
            boolean near = messages >= maxMessages
                    || bytes >= maxBytes
                    || (messages > 0
                            && bytes + payloadBytes + MAX_FRAMING_BYTES
                                    > log.retention().bytes());
            if (near && feed.inbox().shard().aliveNanos() - silentBeforeNanos >= 0) {
                return feed;
            }
        }
        return null;
    }

    /**
     * Gives up the older half of the history, as far as the shards have come: what a shard that lives has yet to deliver
     * stays, or its subscribers would all be overtaken for want of memory elsewhere.
     *
     * @param silentBeforeNanos shards that gave no sign of life since then have no say
     */
    Shortening shorten(long silentBeforeNanos) {
        long lastOffset = log.headOffset();
        for (Feed feed : feeds) {
            if (feed.inbox().shard().aliveNanos() - silentBeforeNanos >= 0) {
                lastOffset = Math.min(lastOffset, feed.visitedOffset());
            }
        }
        if (log.shorten(lastOffset, this)) {
            return Shortening.DONE;
        }
        return lastOffset < log.headOffset() ? Shortening.HELD_BACK : Shortening.NOTHING;
    }

    TopicSummary summary() {
        int subscribers = 0;
        for (Feed feed : feeds) {
            subscribers += feed.subscribers();
        }
        return new TopicSummary(
                name, log.head(), log.firstOffset(), log.retainedMessages(), log.capacityBytes(), subscribers);
    }

    @Override
    public void onSegmentOpened(WireLog wireLog, Supplier<SegmentView> newView) {
        bySize.update(this);
        for (Feed feed : feeds) {
            if (feed.format().equals(wireLog.format())) {
                feed.inbox().offer(new ShardEvent.SegmentOpened(feed, newView.get()));
            }
        }
    }

    @Override
    public void onSegmentPrepended(WireLog wireLog, Supplier<SegmentView> newView, int records) {
        bySize.update(this);
        for (Feed feed : feeds) {
            if (feed.format().equals(wireLog.format())) {
                feed.inbox().offer(new ShardEvent.SegmentPrepended(feed, newView.get(), records));
            }
        }
    }

    @Override
    public void onSegmentRetired(WireLog wireLog) {
        bySize.update(this);
        for (Feed feed : feeds) {
            if (feed.format().equals(wireLog.format())) {
                feed.inbox().offer(new ShardEvent.SegmentRetired(feed));
            }
        }
    }
}
