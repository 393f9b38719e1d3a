package io.sluice.server.engine.redis;

import io.sluice.delivery.hub.TopicRule;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the engine asks of Redis. Every method returns at once; answers come on any thread, and fail with a
 * {@link RedisFailure} that says whether the command may have been carried out.
 */
interface RedisPort extends AutoCloseable {

    /**
     * One step: all topics or none.
     *
     * @param idKey under which the answer is kept
     * @param recordId of this publication
     */
    @SuppressWarnings("ArrayRecordComponent") // requests are not compared
    record PublishRequest(
            byte[] idKey,
            long idMillis,
            String recordId,
            int kind,
            byte[] key,
            byte[] payload,
            List<TopicName> topics,
            List<TopicRule> rules) {}

    /** What stands in Redis under an id: the record that came first, and its positions in the order of the topics. */
    record PublishAnswer(String recordId, List<Position> positions) {}

    CompletionStage<PublishAnswer> publish(PublishRequest request);

    /** Whether what is known of a topic is still true. */
    enum Verdict {
        /** Nothing is known, or of another epoch: everything retained follows. */
        BEGIN,
        /** What follows goes on after what is known. */
        SAME,
        /** Retention has passed what is known; what is retained follows. */
        OVERRUN,
        /** Redis has lost what is known. Nothing follows. */
        LOST
    }

    /** The last record that is known of a topic. */
    record Known(Position position, String id) {

        /** Whether another record stands where this one was. */
        boolean isContradictedBy(RedisMessage.Written written) {
            return !id.isEmpty()
                    && written.position().equals(position)
                    && !written.id().equals(id);
        }
    }

    /**
     * A part of a topic's log.
     *
     * @param head the newest position at that moment
     * @param after the offset before the first of the records
     */
    record ReadAnswer(Verdict verdict, Position head, long after, List<RedisMessage.Written> records) {}

    CompletionStage<ReadAnswer> read(TopicName topic, @Nullable Known known);

    /** Gives the topic another epoch if it still has this one. Subscribed nodes hear of it. */
    CompletionStage<Void> replaceEpoch(TopicName topic, long epoch);

    /** Where the topics stand; empty for one that Redis does not know. */
    CompletionStage<List<Optional<Position>>> heads(List<TopicName> topics);

    /** Fails where it cannot be asked for; the listener hears when it is so. */
    CompletionStage<Void> subscribe(TopicName topic);

    void unsubscribe(TopicName topic);

    /** Sends a message to this node itself; nothing comes back where it cannot be sent now. */
    void ping(String token);

    /** Names who hears; once, before anything else. */
    void listen(Listener listener);

    @Override
    void close();

    /** Hears what Redis says by itself, on any thread. */
    interface Listener {

        /** A message of a topic that is subscribed; in the order published, as long as the connection lasts. */
        void onMessage(TopicName topic, byte[] message);

        /** What is published from now on comes; again so after a lost connection. */
        void onSubscribed(TopicName topic);

        /** A message of this node to itself has come back. */
        void onPing(String token);

        /** Messages may be lost, of all topics, until each is subscribed again. */
        void onSubscriptionsLost();
    }
}
