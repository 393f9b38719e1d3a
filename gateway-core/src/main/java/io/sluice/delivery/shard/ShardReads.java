package io.sluice.delivery.shard;

import io.sluice.model.ConnectionAccount;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.ConnectionSummary;
import io.sluice.model.LagPlace;
import io.sluice.model.Presence;
import io.sluice.model.TopicName;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an operator reads of a shard, a page at a time. Each is one task on the shard's loop that looks once at every
 * connection and keeps no more of them than the page has; the consumer runs on that loop. Any thread may ask.
 */
public final class ShardReads {

    private final Shard shard;

    private record Lagging(LagPlace place, Subscriber subscriber) {}

    public ShardReads(Shard shard) {
        this.shard = shard;
    }

    /** Gives the connections with the lowest ids above {@code afterId}, by id. */
    public void byId(long afterId, int limit, long nowMillis, Consumer<List<ConnectionSummary>> consumer) {
        shard.forAll(all -> {
            Lowest<Subscriber> page = new Lowest<>(limit, Comparator.comparingLong(ShardReads::id));
            for (Subscriber subscriber : all) {
                if (id(subscriber) > afterId) {
                    page.offer(subscriber);
                }
            }
            consumer.accept(page.inOrder().stream()
                    .map(subscriber -> subscriber.summary(subscriber.behindMessages(), nowMillis))
                    .toList());
        });
    }

    /** Gives the connections that come after this place, the furthest behind first. */
    public void byLag(LagPlace after, int limit, long nowMillis, Consumer<List<ConnectionSummary>> consumer) {
        shard.forAll(all -> {
            Lowest<Lagging> page = new Lowest<>(limit, Comparator.comparing(Lagging::place));
            for (Subscriber subscriber : all) {
                LagPlace place = new LagPlace(subscriber.behindMessages(), id(subscriber));
                if (place.compareTo(after) > 0) {
                    page.offer(new Lagging(place, subscriber));
                }
            }
            consumer.accept(page.inOrder().stream()
                    .map(lagging -> lagging.subscriber().summary(lagging.place().behindMessages(), nowMillis))
                    .toList());
        });
    }

    /** Gives how many open connections are on the topic, and those of them with the lowest ids above {@code afterId}. */
    public void onTopic(TopicName topic, long afterId, int limit, Consumer<Presence> consumer) {
        shard.forAll(all -> {
            int count = 0;
            Lowest<ConnectionInfo> page = new Lowest<>(limit, Comparator.comparingLong(ConnectionInfo::id));
            for (Subscriber subscriber : all) {
                if (subscriber.connection.isOpen() && subscriber.isOn(topic)) {
                    count++;
                    if (id(subscriber) > afterId) {
                        page.offer(subscriber.connection.info());
                    }
                }
            }
            consumer.accept(new Presence(count, page.inOrder()));
        });
    }

    /**
     * What is known of some connections of a shard.
     *
     * @param connections those that have or had the topic first, among them those that are there, among them the newest
     * @param more how many further ones there are
     * @param hasForgotten whether closed ones were forgotten, any ones
     * @param oldestClosedAt of those that are remembered; null where none is
     */
    public record Accounts(
            List<ConnectionAccount> connections,
            int more,
            boolean hasForgotten,
            @Nullable Instant oldestClosedAt) {}

    /**
     * Gives what is known of connections that are there and that are remembered.
     *
     * @param which runs on the shard's loop
     * @param topic the only one that is asked for; null for all
     */
    public void accounts(
            Predicate<ConnectionInfo> which, @Nullable TopicName topic, int limit, Consumer<Accounts> consumer) {
        shard.forAll(all -> {
            Lowest<Candidate> candidates = new Lowest<>(limit, Candidate.ORDER);
            int count = 0;
            for (Subscriber subscriber : all) {
                if (which.test(subscriber.connection.info())) {
                    count++;
                    candidates.offer(Candidate.of(subscriber, topic));
                }
            }
            ClosedConnections closed = shard.closed();
            for (ConnectionAccount account : closed.all()) {
                if (which.test(account.info())) {
                    count++;
                    candidates.offer(Candidate.of(account, topic));
                }
            }
            List<ConnectionAccount> found = candidates.inOrder().stream()
                    .map(candidate -> candidate.account(topic))
                    .toList();
            consumer.accept(new Accounts(found, count - found.size(), closed.hasForgotten(), closed.oldest()));
        });
    }

    /** A connection that is there, or one that was. */
    private record Candidate(
            boolean onTopic,
            @Nullable Subscriber subscriber,
            @Nullable ConnectionAccount closed,
            Instant at,
            long id) {

        static final Comparator<Candidate> ORDER = Comparator.comparing(Candidate::onTopic)
                .thenComparing(candidate -> candidate.subscriber != null)
                .thenComparing(Candidate::at)
                .thenComparingLong(Candidate::id)
                .reversed();

        static Candidate of(Subscriber subscriber, @Nullable TopicName topic) {
            ConnectionInfo info = subscriber.connection.info();
            return new Candidate(
                    topic != null && subscriber.hasHad(topic), subscriber, null, info.openedAt(), info.id());
        }

        static Candidate of(ConnectionAccount closed, @Nullable TopicName topic) {
            ConnectionInfo info = closed.info();
            Instant at = closed.closedAt() == null ? info.openedAt() : closed.closedAt();
            return new Candidate(topic != null && closed.topic(topic) != null, null, closed, at, info.id());
        }

        ConnectionAccount account(@Nullable TopicName topic) {
            if (subscriber != null) {
                return subscriber.account(topic, subscriber.connection.cause(), null);
            }
            assert closed != null;
            return topic == null ? closed : closed.only(topic);
        }
    }

    private static long id(Subscriber subscriber) {
        return subscriber.connection.info().id();
    }
}
