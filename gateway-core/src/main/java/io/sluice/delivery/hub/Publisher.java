package io.sluice.delivery.hub;

import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.delivery.log.LogMemory;
import io.sluice.delivery.shard.Feed;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns admitted publishes into appends: all topics of a command or none, in the order the commands came, not before the
 * shards that read a topic are near enough. Hub's loop only.
 */
final class Publisher {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Mailbox mailbox;
    private final Topics topics;
    private final HubClock clock;
    private final LogMemory memory;
    private final HubSettings settings;
    private final HubMetrics metrics;
    private final List<Topic> dirtyTopics = new ArrayList<>();

    /** In the order they came, over all topics: whatever names a common topic keeps its order. */
    private final ArrayDeque<WaitingPublish> waiting = new ArrayDeque<>();

    private long looks;

    Publisher(
            Mailbox mailbox,
            Topics topics,
            HubClock clock,
            LogMemory memory,
            HubSettings settings,
            HubMetrics metrics) {
        this.mailbox = mailbox;
        this.topics = topics;
        this.clock = clock;
        this.memory = memory;
        this.settings = settings;
        this.metrics = metrics;
    }

    /** Takes up to {@code most} commands from the mailbox. */
    void onPublishes(int most) {
        for (int left = most; left > 0; left--) {
            PublishCommand command = mailbox.poll();
            if (command == null) {
                return;
            }
            onPublish(command);
        }
    }

    private void onPublish(PublishCommand command) {
        List<Topic> targets = new ArrayList<>(command.topics().size());
        boolean blocked = false;
        for (TopicName name : command.topics()) {
            Topic topic = topics.getOrCreate(name);
            if (topic == null) {
                refuse(targets, command, Reason.TOPICS);
                return;
            }
            targets.add(topic);
            blocked = blocked || topic.waiting > 0 || isBlocked(topic, command);
        }
        if (blocked) {
            enqueue(new WaitingPublish(
                    command, targets, clock.nanos() + settings.publishWait().toNanos()));
        } else {
            appendIfRoom(targets, command);
        }
    }

    private void appendIfRoom(List<Topic> targets, PublishCommand command) {
        if (hasRoom(targets, command)) {
            append(targets, command);
        } else {
            refuse(targets, command, Reason.MEMORY);
        }
    }

    private boolean isBlocked(Topic topic, PublishCommand command) {
        if (!topic.hasFeeds()) {
            return false;
        }
        long silentBefore = clock.nanos() - settings.maxStall().toNanos();
        int payloadBytes = command.payload().readableBytes();
        Feed feed = topic.feedToWaitFor(silentBefore, payloadBytes);
        if (feed == null) {
            return false;
        }
        feed.await();
        // The visit may have ended between the look and the wish to hear of it.
        return topic.feedToWaitFor(silentBefore, payloadBytes) != null;
    }

    private boolean hasRoom(List<Topic> targets, PublishCommand command) {
        long nowMillis = clock.millis();
        long wanted = 0;
        for (Topic topic : targets) {
            wanted += topic.log.wantedBytes(command.kind(), command.key(), command.payload(), nowMillis);
        }
        if (wanted == 0 || memory.hasRoomFor(wanted)) {
            return true;
        }
        memory.sweep();
        return memory.hasRoomFor(wanted);
    }

    private void append(List<Topic> targets, PublishCommand command) {
        long nowMillis = clock.millis();
        List<Position> positions = new ArrayList<>(targets.size());
        for (Topic topic : targets) {
            boolean wasEmpty = topic.log.isEmpty();
            positions.add(topic.log.append(command.kind(), command.key(), command.payload(), nowMillis, topic));
            if (wasEmpty) {
                topics.startExpiry(topic);
            }
            if (!topic.dirty && topic.hasFeeds()) {
                topic.dirty = true;
                dirtyTopics.add(topic);
            }
        }
        metrics.countPublished(command.payload().readableBytes());
        answer(command, new PublishOutcome.Accepted(positions));
    }

    /** Refuses; topics that were made for it go with it. */
    private void refuse(List<Topic> targets, PublishCommand command, Reason reason) {
        targets.forEach(topics::forgetIfIdle);
        refuse(command, reason);
    }

    private void refuse(PublishCommand command, Reason reason) {
        metrics.countRefused(reason);
        answer(command, new PublishOutcome.Refused(reason, RETRY));
    }

    private void answer(PublishCommand command, PublishOutcome outcome) {
        mailbox.release(command);
        command.payload().release();
        command.listener().onOutcome(outcome);
    }

    // ---- waiting for shards

    private void enqueue(WaitingPublish publish) {
        waiting.add(publish);
        publish.targets().forEach(topic -> topic.waiting++);
        metrics.countWaited();
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** Looks at the waiting publishes again: appends what may go on, refuses what waited too long. */
    void onLookAgain() {
        looks++;
        for (int left = waiting.size(); left > 0; left--) {
            WaitingPublish publish = waiting.remove();
            boolean blocked = false;
            for (Topic topic : publish.targets()) {
                blocked = blocked || topic.heldInLook == looks || isBlocked(topic, publish.command());
            }
            if (blocked && clock.nanos() - publish.deadlineNanos() < 0) {
                publish.targets().forEach(topic -> topic.heldInLook = looks);
                waiting.add(publish);
                continue;
            }
            publish.targets().forEach(topic -> topic.waiting--);
            if (blocked) {
                refuse(publish.targets(), publish.command(), Reason.BACKLOG);
            } else {
                appendIfRoom(publish.targets(), publish.command());
            }
        }
    }

    // ---- after a batch

    /** Marks the feeds of everything that was appended since the last call. */
    void markDirtyFeeds() {
        if (dirtyTopics.isEmpty()) {
            return;
        }
        long now = clock.nanos();
        for (Topic topic : dirtyTopics) {
            topic.dirty = false;
            topic.markFeedsDirty(now);
        }
        dirtyTopics.clear();
    }

    /** Refuses whatever still waits. */
    void refuseWaiting(Reason reason) {
        for (WaitingPublish publish = waiting.poll(); publish != null; publish = waiting.poll()) {
            publish.targets().forEach(topic -> topic.waiting--);
            refuse(publish.targets(), publish.command(), reason);
        }
        for (PublishCommand command = mailbox.poll(); command != null; command = mailbox.poll()) {
            refuse(command, reason);
        }
    }
}
