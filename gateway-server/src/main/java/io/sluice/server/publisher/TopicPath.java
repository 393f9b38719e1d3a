package io.sluice.server.publisher;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.sluice.model.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * A path {@code /api/topics/{topic}/{read}}.
 *
 * @param topic as sent, percent-encoding included
 * @param read what is wanted of it
 */
record TopicPath(String topic, String read) {

    private static final String PREFIX = "/api/topics/";

    /** The path taken apart; null where it is another one. */
    static @Nullable TopicPath of(String path) {
        if (!path.startsWith(PREFIX)) {
            return null;
        }
        int slash = path.indexOf('/', PREFIX.length());
        if (slash <= PREFIX.length() || path.indexOf('/', slash + 1) >= 0) {
            return null;
        }
        return new TopicPath(path.substring(PREFIX.length(), slash), path.substring(slash + 1));
    }

    /**
     * The topic's name.
     *
     * @throws IllegalArgumentException if it is none; the message says what is allowed
     */
    TopicName name() {
        String decoded;
        try {
            decoded = QueryStringDecoder.decodeComponent(topic);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the path is not percent-encoded correctly", e);
        }
        return new TopicName(decoded);
    }
}
