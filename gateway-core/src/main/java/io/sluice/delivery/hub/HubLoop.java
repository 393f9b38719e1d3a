package io.sluice.delivery.hub;

import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.delivery.log.LogMemory;
import io.sluice.delivery.log.PinnedSegments;
import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.delivery.shard.ShardEvent;
import io.sluice.delivery.shard.ShardInbox;
import io.sluice.delivery.shard.Start;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What runs on the hub's own loop: one turn takes a batch of every lane, appends, then marks and signals each shard once.
 */
final class HubLoop {

    private static final int SUBSCRIBES_PER_TURN = 256;
    private static final int PUBLISHES_PER_TURN = 512;
    private static final int FEEDS_PER_TURN = 256;
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final OwnerLoop loop;
    private final HubClock clock;
    private final Mailbox mailbox;
    private final LogMemory memory;
    private final Topics topics;
    private final Subscribes subscribes;
    private final Room room;
    private final Publisher publisher;
    private final Following following;
    private final AtomicBoolean awake = new AtomicBoolean();
    private final Runnable onTurn = this::onTurn;
    private List<ShardInbox> inboxes = List.of();
    private boolean lookAgainPending;
    private boolean sweepPending;
    private boolean unpinPending;
    private volatile long turnNanos;

    HubLoop(
            OwnerLoop loop,
            HubClock clock,
            HubSettings settings,
            Mailbox mailbox,
            LogMemory memory,
            HubMetrics metrics,
            @Nullable TopicSource source) {
        this.loop = loop;
        this.clock = clock;
        this.mailbox = mailbox;
        this.memory = memory;
        this.topics = new Topics(loop, clock, settings, memory, source, this::afterExpiry);
        this.subscribes = new Subscribes(topics, clock, settings.subscribeCommands());
        this.room = new Room(memory, topics, this::unpin);
        this.publisher = new Publisher(
                mailbox, topics, clock, room, settings, new Answers(mailbox, clock, settings, metrics), metrics);
        this.following = new Following(topics, publisher);
        this.turnNanos = loop.nanoTime();
    }

    // ---- any thread

    Subscribes subscribes() {
        return subscribes;
    }

    Following following() {
        return following;
    }

    Topics topics() {
        return topics;
    }

    /** Makes sure that a turn comes that sees all that was offered before this call. */
    void wake() {
        if (!awake.getAndSet(true)) {
            loop.execute(onTurn);
        }
    }

    /** Runs an operator's task on the loop; for what is rare. */
    void post(Runnable task) {
        loop.execute(task);
    }

    Duration mailboxAge() {
        return mailbox.isEmpty() ? Duration.ZERO : Duration.ofNanos(Math.max(0, loop.nanoTime() - turnNanos));
    }

    // ---- the hub's loop

    /** Cleared before the lanes are read: who offers after this wakes again. */
    private void onTurn() {
        assert loop.inLoop();
        awake.getAndSet(false);
        turnNanos = loop.nanoTime();
        room.beginTurn();
        try {
            subscribes.onCommands(SUBSCRIBES_PER_TURN);
            if (publisher.hasWaiting()) {
                publisher.onLookAgain();
            }
            following.onCommands(FEEDS_PER_TURN);
            publisher.onPublishes(PUBLISHES_PER_TURN);
        } finally {
            signalShards();
            startTimers();
            if (!mailbox.isEmpty() || !subscribes.isEmpty() || !following.isEmpty()) {
                wake();
            }
        }
    }

    private void signalShards() {
        publisher.markDirtyFeeds();
        for (ShardInbox inbox : inboxes) {
            inbox.signal();
        }
    }

    /** At most one request is on its way, so that what the last one frees is seen before more connections have to go. */
    private void unpin(PinnedSegments segments) {
        if (!unpinPending) {
            unpinPending = true;
            inboxes.forEach(inbox -> inbox.offer(new ShardEvent.Unpin(segments)));
            signalShards();
        }
    }

    private void afterExpiry() {
        signalShards();
        startTimers();
    }

    private void startTimers() {
        if (publisher.hasWaiting() && !lookAgainPending) {
            lookAgainPending = true;
            loop.schedule(this::onLookAgainTimer, LOOK_AGAIN_NANOS);
        }
        if (memory.hasPinned() && !sweepPending) {
            sweepPending = true;
            loop.schedule(this::onSweepTimer, SWEEP_NANOS);
        }
    }

    private void onLookAgainTimer() {
        lookAgainPending = false;
        onTurn();
    }

    private void onSweepTimer() {
        sweepPending = false;
        unpinPending = false;
        memory.sweep();
        startTimers();
    }

    void onAttach(List<ShardInbox> all) {
        assert loop.inLoop();
        inboxes = List.copyOf(all);
    }

    void onCanary(Consumer<Integer> onArrival) {
        assert loop.inLoop();
        for (ShardInbox inbox : inboxes) {
            int index = inbox.shard().index();
            inbox.offer(new ShardEvent.Canary(() -> onArrival.accept(index)));
        }
        signalShards();
    }

    List<TopicSummary> onSummarize(List<TopicName> names) {
        assert loop.inLoop();
        List<TopicSummary> summaries = new ArrayList<>(names.size());
        for (TopicName name : names) {
            Topic topic = topics.get(name);
            if (topic != null) {
                summaries.add(topic.summary());
            }
        }
        return summaries;
    }

    void onHistory(TopicName name, Start start, History.Bounds bounds, Consumer<@Nullable History> consumer) {
        assert loop.inLoop();
        Topic topic = topics.areFollowed() ? topics.getOrCreate(name) : topics.get(name);
        if (topic == null) {
            consumer.accept(null);
        } else if (topic.isOpen()) {
            consumer.accept(History.read(topic.log, start, bounds, clock.millis()));
        } else {
            topic.addWaiter(new TopicWaiter() {
                @Override
                public void onOpened() {
                    consumer.accept(History.read(topic.log, start, bounds, clock.millis()));
                }

                @Override
                public void onRefused() {
                    consumer.accept(null);
                }
            });
        }
    }

    void onWhenQuiet(Runnable task) {
        assert loop.inLoop();
        if (mailbox.commands() == 0) {
            publisher.refuseFromNowOn(Reason.DRAINING);
            task.run();
        } else {
            loop.schedule(() -> onWhenQuiet(task), LOOK_AGAIN_NANOS);
        }
    }

    /** Gives up all logs; when every shard has let go of them too, their memory is freed and the task runs. */
    void onClose(Runnable onClosed) {
        assert loop.inLoop();
        publisher.refuseWaiting(Reason.DRAINING);
        following.refuseAll();
        subscribes.clear();
        topics.clear();
        AtomicInteger holding = new AtomicInteger(inboxes.size());
        onCanary(shard -> {
            if (holding.decrementAndGet() == 0) {
                post(() -> onLetGo(onClosed));
            }
        });
        if (inboxes.isEmpty()) {
            onLetGo(onClosed);
        }
    }

    private void onLetGo(Runnable onClosed) {
        assert loop.inLoop();
        memory.sweep();
        startTimers();
        onClosed.run();
    }
}
