package io.sluice.delivery.shard;

import io.sluice.model.ConnectionInfo;
import io.sluice.model.ConnectionSummary;
import io.sluice.model.LagPlace;
import io.sluice.model.Presence;
import io.sluice.model.TopicName;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

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

    private static long id(Subscriber subscriber) {
        return subscriber.connection.info().id();
    }
}
