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
import org.jspecify.annotations.Nullable;

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
    private final ArrayDeque<Topic> waitingTopics = new ArrayDeque<>();

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
            onPublish(command, clock.nanos() + settings.publishWait().toNanos());
        }
    }

    private void onPublish(PublishCommand command, long deadlineNanos) {
        List<Topic> targets = new ArrayList<>(command.topics().size());
        for (TopicName name : command.topics()) {
            Topic topic = topics.getOrCreate(name);
            if (topic == null) {
                targets.forEach(topics::forgetIfIdle);
                refuse(command, Reason.TOPICS);
                return;
            }
            targets.add(topic);
        }
        Topic blocked = firstBlocked(targets);
        if (blocked != null) {
            enqueue(blocked, new WaitingPublish(command, deadlineNanos));
        } else if (!hasRoom(targets, command.payload().readableBytes())) {
            targets.forEach(topics::forgetIfIdle);
            refuse(command, Reason.MEMORY);
        } else {
            append(targets, command);
        }
    }

    private @Nullable Topic firstBlocked(List<Topic> targets) {
        for (Topic topic : targets) {
            if (topic.hasWaiting() || isBlocked(topic)) {
                return topic;
            }
        }
        return null;
    }

    private boolean isBlocked(Topic topic) {
        if (!topic.hasFeeds()) {
            return false;
        }
        long silentBefore = clock.nanos() - settings.maxStall().toNanos();
        Feed feed = topic.feedToWaitFor(silentBefore);
        if (feed == null) {
            return false;
        }
        feed.await();
        // The visit may have ended between the look and the wish to hear of it.
        return topic.feedToWaitFor(silentBefore) != null;
    }

    private boolean hasRoom(List<Topic> targets, int payloadBytes) {
        long wanted = 0;
        for (Topic topic : targets) {
            wanted += topic.log.wantedBytes(payloadBytes);
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

    private void enqueue(Topic topic, WaitingPublish publish) {
        if (topic.waiting == null) {
            topic.waiting = new ArrayDeque<>();
        }
        if (topic.waiting.isEmpty()) {
            waitingTopics.add(topic);
        }
        topic.waiting.add(publish);
        metrics.countWaited();
    }

    boolean hasWaiting() {
        return !waitingTopics.isEmpty();
    }

    /** Looks at the waiting publishes again: appends what may go on, refuses what waited too long. */
    void onLookAgain() {
        for (int left = waitingTopics.size(); left > 0; left--) {
            Topic topic = waitingTopics.remove();
            ArrayDeque<WaitingPublish> waiting = topic.waiting;
            assert waiting != null;
            topic.waiting = null;
            boolean blocked = false;
            while (!waiting.isEmpty() && !blocked) {
                WaitingPublish publish = waiting.peek();
                if (!isBlocked(topic)) {
                    waiting.remove();
                    onPublish(publish.command(), publish.deadlineNanos());
                } else if (clock.nanos() - publish.deadlineNanos() >= 0) {
                    waiting.remove();
                    refuse(publish.command(), Reason.BACKLOG);
                } else {
                    blocked = true;
                }
                blocked |= topic.hasWaiting();
            }
            keepWaiting(topic, waiting);
        }
    }

    /** What is left waits on, behind a command that was sent back meanwhile. */
    private void keepWaiting(Topic topic, ArrayDeque<WaitingPublish> left) {
        if (left.isEmpty()) {
            return;
        }
        if (topic.waiting == null) {
            topic.waiting = left;
            waitingTopics.add(topic);
        } else {
            topic.waiting.addAll(left);
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
        while (!waitingTopics.isEmpty()) {
            Topic topic = waitingTopics.remove();
            ArrayDeque<WaitingPublish> waiting = topic.waiting;
            topic.waiting = null;
            while (waiting != null && !waiting.isEmpty()) {
                refuse(waiting.remove().command(), reason);
            }
        }
        for (PublishCommand command = mailbox.poll(); command != null; command = mailbox.poll()) {
            refuse(command, reason);
        }
    }
}
