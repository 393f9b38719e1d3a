package io.sluice.delivery.hub;

import io.sluice.delivery.log.Publication;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.util.List;

/** What a {@link TopicSource} tells the hub of one topic. Payloads are borrowed until the listener has heard. */
public sealed interface FeedCommand {

    TopicName topic();

    FeedListener listener();

    /**
     * The topic's log begins, or begins anew: whoever read the one before is told.
     *
     * @param after the position before the first of the publications; they are of its epoch, without a gap
     * @param openAt the offset that the log has to reach before anybody may read it: the head at that moment, since a start is
     *     found in the whole log only
     */
    record Begin(TopicName topic, Position after, long openAt, List<Publication> publications, FeedListener listener)
            implements FeedCommand {

        public Begin {
            publications = List.copyOf(publications);
        }
    }

    /**
     * The topic's log goes on.
     *
     * @param publications of one epoch, without a gap
     */
    record Append(TopicName topic, List<Publication> publications, FeedListener listener) implements FeedCommand {

        public Append {
            publications = List.copyOf(publications);
        }
    }

    /** Everything that there was when it was asked for has been fed. */
    record CaughtUp(TopicName topic, FeedListener listener) implements FeedCommand {}

    /** The topic cannot be had at present: who waits for it is refused. */
    record Refuse(TopicName topic, FeedListener listener) implements FeedCommand {}

    /** Hears, on the hub's loop and once, what became of a command. */
    @FunctionalInterface
    interface FeedListener {

        /**
         * The command was carried out as far as it could be.
         *
         * @param fed how many of its publications stand in the log now
         */
        void onFed(Outcome outcome, int fed);
    }

    /** What became of a command. */
    enum Outcome {
        DONE,
        /** A shard is far behind, or memory is short: the rest may come again a little later. */
        BLOCKED,
        /** The publications do not follow what stands in the log. */
        MISMATCH,
        /** The topic is not open. */
        CLOSED
    }
}
