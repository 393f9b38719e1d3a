package io.sluice.server.subscriber.json;

import io.sluice.delivery.shard.TopicStart;
import io.sluice.model.TopicName;
import java.util.List;
import java.util.Set;

/** What a client wants done. */
sealed interface Command {

    /** The client's number for it, which the answer repeats. */
    long id();

    /** The topics it is about. */
    List<TopicName> topics();

    /**
     * Begins delivery; all of it or nothing.
     *
     * @param starts at least one; a topic may be named twice, which is refused later
     */
    record Subscribe(long id, List<TopicStart> starts) implements Command {

        @Override
        public List<TopicName> topics() {
            return starts.stream().map(TopicStart::topic).toList();
        }
    }

    /** Ends delivery. */
    record Unsubscribe(long id, Set<TopicName> names) implements Command {

        @Override
        public List<TopicName> topics() {
            return List.copyOf(names);
        }
    }

    /** Publishes, which no client may. */
    record Publish(long id) implements Command {

        @Override
        public List<TopicName> topics() {
            return List.of();
        }
    }

    /** Asks for a sign of life. */
    record Ping(long id) implements Command {

        @Override
        public List<TopicName> topics() {
            return List.of();
        }
    }
}
