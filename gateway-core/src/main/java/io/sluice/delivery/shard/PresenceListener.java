package io.sluice.delivery.shard;

import io.sluice.model.ConnectionInfo;
import io.sluice.model.TopicName;

/**
 * Hears who comes and goes, for topics whose rule wants that. Runs on the loop of the connection's shard; must return at
 * once. What joined leaves exactly once.
 */
public interface PresenceListener {

    /** For those who do not want to hear. */
    PresenceListener NONE = new PresenceListener() {
        @Override
        public void onJoined(TopicName topic, ConnectionInfo connection) {
            // Nobody listens.
        }

        @Override
        public void onLeft(TopicName topic, ConnectionInfo connection) {
            // Nobody listens.
        }
    };

    /** The connection has a cursor in the topic. */
    void onJoined(TopicName topic, ConnectionInfo connection);

    /** It has none any more. */
    void onLeft(TopicName topic, ConnectionInfo connection);
}
