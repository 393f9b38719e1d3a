package io.sluice.server.engine.redis;

import io.sluice.delivery.hub.TopicRule;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the engine asks of Redis. Every method returns at once; answers come on any thread, and fail with a
 * {@link io.sluice.server.engine.redis.link.RedisFailure} that says whether the command may have been carried out.
 */
interface RedisPort {

    /**
     * One step: all topics or none. Where topics are kept by several servers it is a step for each topic, and one that fails may
     * have been carried out for some; sent again under the same record's id it is completed.
     *
     * @param id under which the answer is kept
     * @param recordId of this publication
     */
    @SuppressWarnings("ArrayRecordComponent") // requests are not compared
    record PublishRequest(
            String id,
            long idMillis,
            String recordId,
            int kind,
            byte[] key,
            byte[] payload,
            List<TopicName> topics,
            List<TopicRule> rules) {

        /** The part of it that is about one of the topics. */
        PublishRequest only(int topic) {
            return new PublishRequest(
                    id, idMillis, recordId, kind, key, payload, List.of(topics.get(topic)), List.of(rules.get(topic)));
        }
    }

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

    /** Where the topics stand; empty for one that Redis does not know. Those of a server that does not answer are left out. */
    CompletionStage<Map<TopicName, Optional<Position>>> heads(List<TopicName> topics);

    /** The servers that keep something now, as metrics call them. */
    Collection<String> shards();

    /** The server that keeps a topic, as metrics call it. */
    String shardOf(TopicName topic);

    /** Asks for a topic's messages until they are given up; the listener hears what becomes of it. Engine's loop only. */
    void subscribe(TopicName topic, Listener listener);

    /** Engine's loop only. */
    void unsubscribe(TopicName topic);

    /** Hears what becomes of topics that were asked for. */
    interface Listener {

        /** A message; in the order published, as long as the connection lasts. Any thread. */
        void onMessage(TopicName topic, byte[] message);

        /** What is published from now on comes; again so after a lost connection. Engine's loop. */
        void onSubscribed(TopicName topic);

        /** It could not be asked for. Engine's loop. */
        void onSubscribeFailed(TopicName topic);

        /** Messages may be lost until it is subscribed again. Engine's loop. */
        void onSubscriptionLost(TopicName topic);
    }
}
