package io.sluice.server.presence;

import io.sluice.model.ConnectionInfo;
import io.sluice.model.TopicName;
import java.time.Duration;
import java.util.function.Consumer;

/** Makes known who came to a topic and who left it. Any thread may call, and be called. */
public interface PresenceTeller {

    /** How many may be on their way at a time, each of another member. */
    int mostAtOnce();

    /** Tells it, and answers once. */
    void tell(News news, Consumer<Outcome> answer);

    /**
     * Somebody came or left.
     *
     * @param identity under which one is the same on every connection
     * @param connection the first of whoever came, the last of whoever left
     * @param present whether it came
     */
    record News(TopicName topic, String identity, ConnectionInfo connection, boolean present) {}

    /** What became of it. */
    sealed interface Outcome {

        /** It is known; an event was published where it changes whether somebody is there. */
        record Known(boolean published) implements Outcome {}

        /** There are as many members as may be: it is not told of. */
        record Full() implements Outcome {}

        /**
         * To be told again.
         *
         * @param isMaybeKnown whether it is not certain that it was not made known
         */
        record Failed(Duration retryAfter, boolean isMaybeKnown) implements Outcome {}

        /** Nothing is told any more. */
        record Ended() implements Outcome {}
    }
}
