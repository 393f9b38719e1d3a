package io.sluice.server.explain;

import io.sluice.model.ConnectionInfo;
import io.sluice.model.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * Whose connections are looked for, and which publication it is about.
 *
 * @param name the user, what clients call themselves, the id of a connection in digits, or an address as listings give it
 * @param topic null for all
 * @param offset 1 or more, only with a topic; 0 for the newest publication
 * @param epoch of the offset; null for the topic's current one
 * @param limit most connections, 1 to 100
 */
public record ExplainQuery(
        By by,
        String name,
        @Nullable TopicName topic,
        long offset,
        @Nullable Long epoch,
        int limit) {

    /** What names the connections. */
    public enum By {
        USER,
        CLIENT,
        CONNECTION,
        ADDRESS
    }

    /** Whether this is one of them. */
    public boolean isMeant(ConnectionInfo connection) {
        return switch (by) {
            case USER -> name.equals(connection.user());
            case CLIENT -> name.equals(connection.client());
            case CONNECTION -> name.equals(Long.toString(connection.id()));
            case ADDRESS -> name.equals(connection.remoteAddress());
        };
    }
}
