package io.sluice.delivery.hub;

import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.delivery.log.Publication;
import io.sluice.delivery.log.TopicLog;
import io.sluice.delivery.shard.Feed;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns admitted publishes into appends: all topics of a command or none, in the order the commands came, not before the
 * shards that read a topic are near enough. Hub's loop only.
 */
final class Publisher {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private final Mailbox mailbox;
    private final Topics topics;
    private final HubClock clock;
    private final Room room;
    private final HubSettings settings;
    private final Answers answers;
    private final HubMetrics metrics;
    private final List<Topic> dirtyTopics = new ArrayList<>();

    /** In the order they came, over all topics: whatever names a common topic keeps its order. */
    private final ArrayDeque<WaitingPublish> waiting = new ArrayDeque<>();

    private long looks;
    private @Nullable Reason closedFor;

    Publisher(
            Mailbox mailbox,
            Topics topics,
            HubClock clock,
            Room room,
            HubSettings settings,
            Answers answers,
            HubMetrics metrics) {
        this.mailbox = mailbox;
        this.topics = topics;
        this.clock = clock;
        this.room = room;
        this.settings = settings;
        this.answers = answers;
        this.metrics = metrics;
    }

    /** Takes up to {@code most} commands from the mailbox. */
    void onPublishes(int most) {
        // Twice as many as can come in this turn, so that what is too old goes faster than it comes.
        answers.forgetOldIds(2 * most);
        for (int left = most; left > 0; left--) {
            PublishCommand command = mailbox.poll();
            if (command == null) {
                return;
            }
            onPublish(command);
        }
    }

    private void onPublish(PublishCommand command) {
        if (closedFor != null) {
            answers.refuse(command, closedFor);
            return;
        }
        if (answers.replay(command)) {
            return;
        }
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
        if (blocked || !publish(targets, command)) {
            enqueue(new WaitingPublish(
                    command, targets, clock.nanos() + settings.publishWait().toNanos()));
        }
    }

    /**
     * Publishes or refuses. Everything that can fail comes first, so that either all topics get the publication or none.
     *
     * @return false where there is no memory for it yet
     */
    private boolean publish(List<Topic> targets, PublishCommand command) {
        List<Publication> publications = new ArrayList<>(targets.size());
        Room.Outcome found;
        try {
            found = reserve(targets, command, publications);
        } catch (OutOfMemoryError | RuntimeException e) {
            LOG.warn("a publish could not be prepared", e);
            refuse(targets, command, e instanceof OutOfMemoryError ? Reason.MEMORY : Reason.UNAVAILABLE);
            return true;
        }
        switch (found) {
            case FOUND -> append(targets, publications, command);
            case LATER -> {
                return false;
            }
            case NONE -> refuse(targets, command, Reason.MEMORY);
        }
        return true;
    }

    private Room.Outcome reserve(List<Topic> targets, PublishCommand command, List<Publication> publications) {
        long nowMillis = clock.millis();
        long wanted = 0;
        for (Topic topic : targets) {
            Publication publication =
                    topic.log.next(command.kind(), command.key(), command.traceParent(), command.payload(), nowMillis);
            publications.add(publication);
            wanted += topic.log.wantedBytes(publication);
        }
        Room.Outcome found = room.find(wanted);
        if (found != Room.Outcome.FOUND) {
            return found;
        }
        for (int i = 0; i < targets.size(); i++) {
            Topic topic = targets.get(i);
            topic.log.reserve(publications.get(i), topic);
        }
        return Room.Outcome.FOUND;
    }

    private boolean isBlocked(Topic topic, PublishCommand command) {
        return isBlocked(topic, command.payload().readableBytes());
    }

    private boolean isBlocked(Topic topic, int payloadBytes) {
        if (!topic.hasFeeds()) {
            return false;
        }
        long silentBefore = clock.nanos() - settings.maxStall().toNanos();
        Feed feed = topic.feedToWaitFor(silentBefore, payloadBytes);
        if (feed == null) {
            return false;
        }
        feed.await();
        // The visit may have ended between the look and the wish to hear of it.
        return topic.feedToWaitFor(silentBefore, payloadBytes) != null;
    }

    private void append(List<Topic> targets, List<Publication> publications, PublishCommand command) {
        List<Position> positions = new ArrayList<>(targets.size());
        for (int i = 0; i < targets.size(); i++) {
            positions.add(appendReserved(targets.get(i), publications.get(i)));
        }
        answers.accept(command, positions);
    }

    /** Appends what got its offset elsewhere. */
    FeedCommand.Outcome follow(Topic topic, Publication publication) {
        TopicLog log = topic.log;
        if (!publication.position().equals(new Position(log.head().epoch(), log.headOffset() + 1))) {
            return FeedCommand.Outcome.MISMATCH;
        }
        if (isBlocked(topic, publication.payload().readableBytes())) {
            return FeedCommand.Outcome.BLOCKED;
        }
        try {
            if (room.find(log.wantedBytes(publication)) != Room.Outcome.FOUND) {
                return FeedCommand.Outcome.BLOCKED;
            }
            log.reserve(publication, topic);
        } catch (OutOfMemoryError | RuntimeException e) {
            LOG.warn("a publication of {} could not be prepared", topic.name, e);
            return FeedCommand.Outcome.BLOCKED;
        }
        appendReserved(topic, publication);
        return FeedCommand.Outcome.DONE;
    }

    private Position appendReserved(Topic topic, Publication publication) {
        boolean wasEmpty = topic.log.isEmpty();
        Position position = topic.log.append(publication, topic);
        if (wasEmpty) {
            topics.startExpiry(topic);
        }
        if (!topic.dirty && topic.hasFeeds()) {
            topic.dirty = true;
            dirtyTopics.add(topic);
        }
        return position;
    }

    /** Refuses; topics that were made for it go with it. */
    private void refuse(List<Topic> targets, PublishCommand command, Reason reason) {
        targets.forEach(topics::forgetIfIdle);
        answers.refuse(command, reason);
    }

    // ---- waiting for shards, or for memory that they hold

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
            if (answers.replay(publish.command())) {
                // The first under its id, which names the same topics, waited before it and is published by now.
                publish.targets().forEach(topic -> topic.waiting--);
                publish.targets().forEach(topics::forgetIfIdle);
                continue;
            }
            boolean blocked = false;
            for (Topic topic : publish.targets()) {
                blocked = blocked || topic.heldInLook == looks || isBlocked(topic, publish.command());
            }
            boolean overdue = clock.nanos() - publish.deadlineNanos() >= 0;
            if (!blocked && publish(publish.targets(), publish.command())) {
                publish.targets().forEach(topic -> topic.waiting--);
                publish.targets().forEach(topics::forgetIfIdle);
            } else if (overdue) {
                publish.targets().forEach(topic -> topic.waiting--);
                refuse(publish.targets(), publish.command(), blocked ? Reason.BACKLOG : Reason.MEMORY);
            } else {
                publish.targets().forEach(topic -> topic.heldInLook = looks);
                waiting.add(publish);
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

    /** From now on commands are refused, those admitted before included. */
    void refuseFromNowOn(Reason reason) {
        closedFor = reason;
    }

    /** Refuses whatever still waits. */
    void refuseWaiting(Reason reason) {
        for (WaitingPublish publish = waiting.poll(); publish != null; publish = waiting.poll()) {
            publish.targets().forEach(topic -> topic.waiting--);
            refuse(publish.targets(), publish.command(), reason);
        }
        for (PublishCommand command = mailbox.poll(); command != null; command = mailbox.poll()) {
            answers.refuse(command, reason);
        }
    }
}
