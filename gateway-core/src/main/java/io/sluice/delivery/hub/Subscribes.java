package io.sluice.delivery.hub;

import io.sluice.delivery.log.TopicLog;
import io.sluice.delivery.log.WireFormat;
import io.sluice.delivery.shard.Feed;
import io.sluice.delivery.shard.Grant;
import io.sluice.delivery.shard.Recovery;
import io.sluice.delivery.shard.ShardEvent;
import io.sluice.delivery.shard.Start;
import io.sluice.delivery.shard.SubscribeCommand;
import io.sluice.delivery.shard.TopicStart;
import io.sluice.model.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Interest of shards in topics: subscribes through a bounded lane of their own, and the word that a shard has lost
 * interest, which is never refused.
 *
 * <p>A subscribe that begins in the past of a format that has no past yet waits here while that is encoded, in steps for which
 * a turn has a bounded time; it keeps its place in the lane meanwhile.
 */
final class Subscribes {

    private static final Logger LOG = LoggerFactory.getLogger(Subscribes.class);
    private static final long FILL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Topics topics;
    private final HubClock clock;
    private final int laneCommands;
    private final MpscAtomicArrayQueue<SubscribeCommand> lane;
    private final AtomicInteger inside = new AtomicInteger();

    /** At most one word per grant that a shard has seen, and grants come through the bounded lane. */
    private final Queue<Idle> idle = new ConcurrentLinkedQueue<>();

    private final ArrayDeque<Filling> filling = new ArrayDeque<>();

    /** Those of {@code inside} who wait for a topic's log to begin. Hub's loop only. */
    private int parked;

    private record Idle(Feed feed, long grantsSeen) {}

    private record Filling(SubscribeCommand command, List<Topic> targets) {}

    Subscribes(Topics topics, HubClock clock, int laneCommands) {
        this.topics = topics;
        this.clock = clock;
        this.laneCommands = laneCommands;
        this.lane = new MpscAtomicArrayQueue<>(Math.max(4, laneCommands));
    }

    // ---- any thread

    boolean offer(SubscribeCommand command) {
        if (inside.incrementAndGet() > laneCommands) {
            inside.decrementAndGet();
            return false;
        }
        boolean offered = lane.offer(command);
        assert offered : "the lane has a place for every admitted command";
        return true;
    }

    void offerIdle(Feed feed, long grantsSeen) {
        idle.add(new Idle(feed, grantsSeen));
    }

    /** Subscribes not yet answered. */
    int depth() {
        return inside.get();
    }

    /** Whether nothing waits for a turn. Hub's loop only. */
    boolean isEmpty() {
        return inside.get() == parked && idle.isEmpty();
    }

    // ---- the hub's loop

    /** Takes all words of lost interest and up to {@code most} subscribes. */
    void onCommands(int most) {
        for (Idle word = idle.poll(); word != null; word = idle.poll()) {
            onIdle(word);
        }
        fill();
        for (int left = most; left > 0; left--) {
            SubscribeCommand command = lane.poll();
            if (command == null) {
                return;
            }
            onSubscribe(command, topics.areFollowed());
        }
    }

    private void onIdle(Idle word) {
        Topic topic = topics.get(word.feed().topic());
        if (topic != null) {
            topic.closeIdleFeed(word.feed(), word.grantsSeen());
            topics.forgetIfIdle(topic);
        }
    }

    /**
     * Grants, or waits for what it needs.
     *
     * @param mayWait whether a position that is ahead may just be one that has not come here yet
     */
    private void onSubscribe(SubscribeCommand command, boolean mayWait) {
        List<Topic> targets = new ArrayList<>(command.topics().size());
        for (TopicStart wanted : command.topics()) {
            Topic topic = topics.getOrCreate(wanted.topic());
            if (topic == null) {
                targets.forEach(topics::forgetIfIdle);
                answer(command, new ShardEvent.SubscribeRefused(command));
                return;
            }
            targets.add(topic);
        }
        Topic unopened = firstUnopened(targets);
        Topic behind = mayWait ? firstBehind(command, targets) : null;
        if (unopened != null) {
            park(command, unopened, mayWait);
        } else if (behind != null) {
            park(command, behind, false);
            topics.catchUp(behind);
        } else if (isFilled(command, targets)) {
            grant(command, targets);
        } else {
            targets.forEach(topic -> topic.beginFill(command.format()));
            filling.add(new Filling(command, targets));
        }
    }

    private static @Nullable Topic firstUnopened(List<Topic> targets) {
        for (Topic topic : targets) {
            if (!topic.isOpen()) {
                return topic;
            }
        }
        return null;
    }

    /** The first topic that is said to be further than it is here. */
    private static @Nullable Topic firstBehind(SubscribeCommand command, List<Topic> targets) {
        for (int i = 0; i < targets.size(); i++) {
            Position head = targets.get(i).log.head();
            if (command.topics().get(i).start() instanceof Start.After(Position position)
                    && position.epoch() == head.epoch()
                    && position.offset() > head.offset()) {
                return targets.get(i);
            }
        }
        return null;
    }

    private void park(SubscribeCommand command, Topic topic, boolean mayWait) {
        parked++;
        topic.addWaiter(new TopicWaiter() {
            @Override
            public void onOpened() {
                parked--;
                // From the names on: the other topics may have come and gone meanwhile.
                onSubscribe(command, mayWait);
            }

            @Override
            public void onRefused() {
                parked--;
                answer(command, new ShardEvent.SubscribeRefused(command));
            }
        });
    }

    private boolean isFilled(SubscribeCommand command, List<Topic> targets) {
        for (int i = 0; i < targets.size(); i++) {
            TopicLog log = targets.get(i).log;
            long after = find(command.topics().get(i), log).afterOffset();
            if (!log.reaches(command.format(), after) && after < log.headOffset()) {
                return false;
            }
        }
        return true;
    }

    private Starts.Found find(TopicStart wanted, TopicLog log) {
        return Starts.find(wanted.start(), log, clock.millis());
    }

    /** A step for those who wait, each in its turn, as long as time allows: publications have to go on meanwhile. */
    private void fill() {
        long deadlineNanos = clock.nanos() + FILL_NANOS;
        for (int left = filling.size(); left > 0; left--) {
            onFilling(filling.remove());
            if (clock.nanos() - deadlineNanos >= 0) {
                return;
            }
        }
    }

    /** One step for one of its topics; where there is no memory for it, delivery begins with what there is. */
    private void onFilling(Filling fill) {
        boolean stepped = false;
        boolean gone = fill.command().subscriber().isGone();
        for (int i = 0; !gone && i < fill.targets().size() && !stepped; i++) {
            Topic topic = fill.targets().get(i);
            long after = find(fill.command().topics().get(i), topic.log).afterOffset();
            if (!topic.log.reaches(fill.command().format(), after)) {
                stepped = step(topic, fill.command().format(), after);
            }
        }
        if (stepped && !isFilled(fill.command(), fill.targets())) {
            filling.add(fill);
            return;
        }
        endFill(fill);
        grant(fill.command(), fill.targets());
    }

    /** Readers do not shorten what others may want to read: there is room for it or not. */
    private static boolean step(Topic topic, WireFormat format, long afterOffset) {
        try {
            return topic.log.backFill(format, afterOffset, topic);
        } catch (OutOfMemoryError | RuntimeException e) {
            LOG.warn("the history of {} could not be encoded as {}", topic.name, format.name(), e);
            return false;
        }
    }

    private static void endFill(Filling fill) {
        fill.targets().forEach(topic -> topic.endFill(fill.command().format()));
    }

    private void grant(SubscribeCommand command, List<Topic> targets) {
        List<Grant> grants = new ArrayList<>(targets.size());
        for (int i = 0; i < targets.size(); i++) {
            Topic topic = targets.get(i);
            Starts.Found found = find(command.topics().get(i), topic.log);
            Feed feed = topic.openFeed(command.inbox(), command.format());
            feed.countGrant();
            long reachable = topic.log.firstOffset(command.format()) - 1;
            boolean cut = found.afterOffset() < reachable;
            grants.add(new Grant(
                    feed,
                    new Position(topic.log.head().epoch(), Math.max(reachable, found.afterOffset())),
                    topic.log.firstOffset(),
                    cut && found.recovery() == Recovery.RECOVERED ? Recovery.RETENTION : found.recovery()));
        }
        answer(command, new ShardEvent.Subscribed(command, grants));
    }

    private void answer(SubscribeCommand command, ShardEvent answer) {
        inside.decrementAndGet();
        command.inbox().offer(answer);
    }

    /** Forgets who waits; for the end of the process. */
    void clear() {
        for (Filling fill : filling) {
            endFill(fill);
            answer(fill.command(), new ShardEvent.SubscribeRefused(fill.command()));
        }
        filling.clear();
    }
}
