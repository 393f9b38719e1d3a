package io.sluice.delivery.hub;

import io.sluice.delivery.hub.FeedCommand.FeedListener;
import io.sluice.delivery.hub.FeedCommand.Outcome;
import io.sluice.delivery.log.Publication;
import java.util.List;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what a {@link TopicSource} tells: the hub appends at the offsets that it is given, and says where it could
 * not. Through a bounded lane of its own.
 */
final class Following {

    private static final Logger LOG = LoggerFactory.getLogger(Following.class);
    private static final int LANE_COMMANDS = 4096;

    private final MpscAtomicArrayQueue<FeedCommand> lane = new MpscAtomicArrayQueue<>(LANE_COMMANDS);
    private final Topics topics;
    private final Publisher publisher;

    Following(Topics topics, Publisher publisher) {
        this.topics = topics;
        this.publisher = publisher;
    }

    // ---- any thread

    boolean offer(FeedCommand command) {
        return lane.offer(command);
    }

    boolean isEmpty() {
        return lane.isEmpty();
    }

    // ---- the hub's loop

    /** Takes up to {@code most} commands. */
    void onCommands(int most) {
        for (int left = most; left > 0; left--) {
            FeedCommand command = lane.poll();
            if (command == null) {
                return;
            }
            onCommand(command);
        }
    }

    private void onCommand(FeedCommand command) {
        Topic topic = topics.get(command.topic());
        if (topic == null) {
            tell(command.listener(), Outcome.CLOSED, 0);
            return;
        }
        switch (command) {
            case FeedCommand.Begin begin -> {
                topics.begin(topic, begin.after(), begin.openAt());
                append(topic, begin.publications(), begin.listener());
            }
            case FeedCommand.Append append -> append(topic, append.publications(), append.listener());
            case FeedCommand.CaughtUp caughtUp -> {
                if (topic.isOpen()) {
                    release(topic);
                }
                tell(caughtUp.listener(), Outcome.DONE, 0);
            }
            case FeedCommand.Refuse refuse -> {
                topic.takeWaiters().forEach(TopicWaiter::onRefused);
                topics.forgetIfIdle(topic);
                tell(refuse.listener(), Outcome.DONE, 0);
            }
        }
    }

    private void append(Topic topic, List<Publication> publications, FeedListener listener) {
        int fed = 0;
        Outcome outcome = topic.isBegun() ? Outcome.DONE : Outcome.MISMATCH;
        while (outcome == Outcome.DONE && fed < publications.size()) {
            outcome = publisher.follow(topic, publications.get(fed));
            if (outcome == Outcome.DONE) {
                fed++;
            }
        }
        if (topic.openIfReached()) {
            release(topic);
        }
        tell(listener, outcome, fed);
    }

    private void release(Topic topic) {
        topic.takeWaiters().forEach(TopicWaiter::onOpened);
        topics.forgetIfIdle(topic);
    }

    private static void tell(FeedListener listener, Outcome outcome, int fed) {
        try {
            listener.onFed(outcome, fed);
        } catch (RuntimeException e) {
            LOG.warn("the listener of a topic's source failed", e);
        }
    }

    /** Answers whatever waits; for the end of the process. */
    void refuseAll() {
        for (FeedCommand command = lane.poll(); command != null; command = lane.poll()) {
            tell(command.listener(), Outcome.CLOSED, 0);
        }
    }
}
