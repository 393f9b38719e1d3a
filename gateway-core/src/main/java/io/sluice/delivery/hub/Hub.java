package io.sluice.delivery.hub;

import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.delivery.log.LogMemory;
import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.delivery.shard.Feed;
import io.sluice.delivery.shard.HubLink;
import io.sluice.delivery.shard.ShardInbox;
import io.sluice.delivery.shard.Start;
import io.sluice.delivery.shard.SubscribeCommand;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The door to the hub: every method may be called from any thread, posts and returns at once. What it posts into is
 * bounded; the answer when a bound is reached is given at the door.
 */
public final class Hub implements HubLink {

    /** The hub works alongside a publisher that has this many on their way, flushed or not, so that they do not fill the mailbox. */
    private static final int MOST_UNFLUSHED = 256;

    private final LogMemory memory;
    private final HubMetrics metrics = new HubMetrics();
    private final Mailbox mailbox;
    private final HubClock clock;
    private final HubLoop hubLoop;
    private volatile @Nullable Reason closedFor;

    /**
     * A hub on its own loop.
     *
     * @param startMillis the time of day now, since 1970-01-01 UTC
     */
    public Hub(OwnerLoop loop, HubSettings settings, LogMemory memory, long startMillis) {
        this(loop, settings, memory, startMillis, null);
    }

    /**
     * A hub on its own loop whose publications come from somewhere else: nobody publishes here, everything is fed.
     *
     * @param source null where the hub makes the offsets itself
     */
    public Hub(OwnerLoop loop, HubSettings settings, LogMemory memory, long startMillis, @Nullable TopicSource source) {
        this.memory = memory;
        this.mailbox = new Mailbox(settings.mailbox());
        this.clock = new HubClock(loop, startMillis);
        this.hubLoop = new HubLoop(loop, clock, settings, mailbox, memory, metrics, source);
    }

    /** Names the inboxes of all shards; once, before anything else. */
    public void attach(List<ShardInbox> inboxes) {
        hubLoop.post(() -> hubLoop.onAttach(inboxes));
    }

    /**
     * Publishes, with the next {@link #flush()} at the latest. The command's listener hears of the outcome exactly once; its
     * payload is released in any case.
     */
    public void publish(PublishCommand command) {
        Reason refusal = closedFor;
        if (refusal == null) {
            refusal = mailbox.offer(command);
        }
        if (refusal == null) {
            if (mailbox.commands() >= MOST_UNFLUSHED) {
                hubLoop.wake();
            }
            return;
        }
        metrics.countRefused(refusal);
        command.payload().release();
        command.listener().onOutcome(new PublishOutcome.Refused(refusal, Duration.ofSeconds(1)));
    }

    /** Has the hub look at what was published. */
    public void flush() {
        if (!mailbox.isEmpty()) {
            hubLoop.wake();
        }
    }

    /**
     * Feeds a topic, for a {@link TopicSource}.
     *
     * @return false where too much is on its way; the listener is not going to hear then
     */
    public boolean feed(FeedCommand command) {
        boolean offered = hubLoop.following().offer(command);
        hubLoop.wake();
        return offered;
    }

    @Override
    public boolean subscribe(SubscribeCommand command) {
        if (hubLoop.subscribes().offer(command)) {
            hubLoop.wake();
            return true;
        }
        metrics.countRefusedSubscribe();
        return false;
    }

    @Override
    public void feedIdle(Feed feed, long grantsSeen) {
        hubLoop.subscribes().offerIdle(feed, grantsSeen);
        hubLoop.wake();
    }

    @Override
    public void feedVisited() {
        hubLoop.wake();
    }

    /** Sends a sign of life through the hub to every shard; the consumer hears of each arrival, with the shard's index, on that shard's loop. */
    public void canary(Consumer<Integer> onArrival) {
        hubLoop.post(() -> hubLoop.onCanary(onArrival));
    }

    /** From now on publishes are refused for this reason; what was admitted before is still published. */
    public void refusePublishes(Reason reason) {
        closedFor = reason;
    }

    /** Runs the task, on the hub's loop, once everything admitted before {@link #refusePublishes} has been answered and its shards signalled. */
    public void whenQuiet(Runnable task) {
        hubLoop.post(() -> hubLoop.onWhenQuiet(task));
    }

    /**
     * Answers whatever waits, gives up all logs. No publish is accepted afterwards. The task runs on the hub's loop when the
     * shards have let go of the logs; where a shard is stuck that is never.
     */
    public void close(Runnable onClosed) {
        refusePublishes(Reason.DRAINING);
        hubLoop.post(() -> hubLoop.onClose(onClosed));
    }

    /** The names of all topics at about this moment, in no order; safe to walk on any thread. */
    public Collection<TopicName> topicNames() {
        return hubLoop.topics().names();
    }

    /** Gives summaries of those of the topics that exist, in this order, to a consumer on the hub's loop. */
    public void summarize(List<TopicName> names, Consumer<List<TopicSummary>> consumer) {
        hubLoop.post(() -> consumer.accept(hubLoop.onSummarize(names)));
    }

    /**
     * Reads what a topic retains, in one bounded step, for a consumer on the hub's loop.
     *
     * @param consumer is given null where there is no such topic
     */
    public void history(TopicName topic, Start start, History.Bounds bounds, Consumer<@Nullable History> consumer) {
        hubLoop.post(() -> hubLoop.onHistory(topic, start, bounds, consumer));
    }

    /** The time of day by which publications are stamped, since 1970-01-01 UTC. */
    public long millis() {
        return clock.millis();
    }

    public HubMetrics metrics() {
        return metrics;
    }

    public LogMemory memory() {
        return memory;
    }

    /** Publishes admitted and not yet answered. */
    public int mailboxCommands() {
        return mailbox.commands();
    }

    public long mailboxBytes() {
        return mailbox.bytes();
    }

    /** How long the hub has not looked at a mailbox that is not empty. */
    public Duration mailboxAge() {
        return hubLoop.mailboxAge();
    }

    public int waitingSubscribes() {
        return hubLoop.subscribes().depth();
    }

    public int topicCount() {
        return hubLoop.topics().count();
    }
}
