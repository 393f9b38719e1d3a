package io.sluice.server.subscriber.json;

import io.sluice.delivery.log.WireFormat;
import io.sluice.delivery.shard.Grant;
import io.sluice.delivery.shard.Shard;
import io.sluice.delivery.shard.SubscribeListener;
import io.sluice.delivery.shard.Subscriber;
import io.sluice.model.TopicName;
import io.sluice.server.subscriber.session.Established;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Carries out the commands of one connection in their order. A command about a topic whose subscribe the hub has not
 * answered yet waits, with all behind it, for that answer; meanwhile nothing more is to be read from the client. Runs on
 * the connection's loop.
 */
final class Conversation {

    /** Where the answers go. */
    interface Answers {

        /** Writes one event behind what was written before. */
        void write(String event);

        /** Whether answers leave; what waits is not carried out while they do not. */
        boolean areTaken();

        /** All that was to be written by an answer of the hub is written. */
        void onHubAnswered();
    }

    private final Established established;
    private final WireFormat format;
    private final CommandMetrics metrics;
    private final int maxTopics;
    private final Answers answers;
    private final Set<TopicName> subscribed = new HashSet<>();
    private final Set<TopicName> pending = new HashSet<>();
    private final ArrayDeque<Command> waiting = new ArrayDeque<>();

    Conversation(Established established, WireFormat format, CommandMetrics metrics, int maxTopics, Answers answers) {
        this.established = established;
        this.format = format;
        this.metrics = metrics;
        this.maxTopics = maxTopics;
        this.answers = answers;
    }

    /** Says what the handshake subscribed, as if by a command with id 0. */
    void begin(List<Grant> grants) {
        tellSubscribed(0, grants);
    }

    /** Whether a command waits, for the hub or for answers to leave. */
    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    void onMessage(String message) {
        try {
            Command command = CommandReader.read(message, maxTopics);
            metrics.count(command);
            waiting.add(command);
        } catch (RefusedException e) {
            refuse(e);
        }
        goOn();
    }

    /** Carries out what waits, as far as it may: one command can have many answers, so what was read is not a bound. */
    void goOn() {
        for (Command next = waiting.peek();
                next != null && answers.areTaken() && !isAboutPending(next);
                next = waiting.peek()) {
            waiting.remove();
            try {
                execute(next);
            } catch (RefusedException e) {
                refuse(e);
            }
        }
    }

    private boolean isAboutPending(Command command) {
        return !pending.isEmpty() && command.topics().stream().anyMatch(pending::contains);
    }

    private void execute(Command command) throws RefusedException {
        switch (command) {
            case Command.Subscribe subscribe -> subscribe(subscribe);
            case Command.Unsubscribe unsubscribe -> unsubscribe(unsubscribe);
            case Command.Publish publish ->
                throw refused(publish, ErrorCode.NOT_ALLOWED, "clients may not publish on this gateway");
            case Command.Ping ping -> answers.write(Events.pong(ping.id()));
        }
    }

    private void subscribe(Command.Subscribe command) throws RefusedException {
        List<TopicName> topics = command.topics();
        Set<TopicName> distinct = new HashSet<>(topics);
        for (TopicName topic : topics) {
            if (subscribed.contains(topic) || !distinct.remove(topic)) {
                throw refused(
                        command,
                        ErrorCode.ALREADY_SUBSCRIBED,
                        topic + " is subscribed on this connection, or named twice");
            }
        }
        if (subscribed.size() + pending.size() + topics.size() > maxTopics) {
            throw refused(
                    command,
                    ErrorCode.TOO_MANY_TOPICS,
                    "allowed: %d topics on one connection (limits.topics-per-connection)".formatted(maxTopics));
        }
        Shard shard = established.shard();
        Subscriber subscriber = established.subscriber();
        if (!shard.subscribe(subscriber, command.starts(), format, new HubAnswer(command))) {
            throw refused(command, ErrorCode.UNAVAILABLE, "too many subscribes are waiting; try again later");
        }
        pending.addAll(topics);
    }

    private void unsubscribe(Command.Unsubscribe command) throws RefusedException {
        for (TopicName topic : command.names()) {
            if (!subscribed.contains(topic)) {
                throw refused(command, ErrorCode.NOT_SUBSCRIBED, topic + " is not subscribed on this connection");
            }
        }
        for (TopicName topic : command.names()) {
            subscribed.remove(topic);
            established.shard().unsubscribe(established.subscriber(), topic);
            answers.write(Events.unsubscribed(command.id(), topic));
        }
    }

    private static RefusedException refused(Command command, ErrorCode code, String text) {
        return new RefusedException(code, command.id(), text);
    }

    private void refuse(RefusedException refused) {
        metrics.countRefused(refused.code());
        answers.write(Events.error(refused));
    }

    private void tellSubscribed(long id, List<Grant> grants) {
        for (Grant grant : grants) {
            subscribed.add(grant.feed().topic());
            answers.write(Events.subscribed(id, grant));
        }
    }

    private final class HubAnswer implements SubscribeListener {

        private final Command.Subscribe command;

        HubAnswer(Command.Subscribe command) {
            this.command = command;
        }

        @Override
        public void onSubscribed(List<Grant> grants) {
            pending.removeAll(Set.copyOf(command.topics()));
            established.sessions().starts().count(grants, Set.of());
            tellSubscribed(command.id(), grants);
            goOnAfterAnswer();
            established.startDelivery();
        }

        @Override
        public void onRefused() {
            pending.removeAll(Set.copyOf(command.topics()));
            refuse(refused(
                    command, ErrorCode.UNAVAILABLE, "the gateway holds as many topics as it may (limits.topics)"));
            goOnAfterAnswer();
        }

        private void goOnAfterAnswer() {
            goOn();
            answers.onHubAnswered();
        }
    }
}
