package io.sluice.server.engine.redis.link;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.server.engine.redis.link.RedisLink.ChannelListener;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of one Redis server, through a connection of their own. What is wanted is asked for again after each lost
 * connection, a channel at a time: a cluster takes several together only where they share a slot. Loop only, but for the
 * messages.
 */
final class Feed implements Reconnecting.Events<StatefulRedisPubSubConnection<String, byte[]>> {

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    private final String shard;
    private final OwnerLoop loop;
    private final LinkMetrics metrics;
    private final Runnable onLost;
    private final Reconnecting<StatefulRedisPubSubConnection<String, byte[]>> connection;

    /** Bounded by whoever asks: topics with subscribers, and a few of the process itself. */
    private final Map<String, ChannelListener> wanted = new ConcurrentHashMap<>();

    private final Set<String> confirmed = new HashSet<>();

    /** A feed that connects when it is started. */
    Feed(
            String shard,
            OwnerLoop loop,
            Supplier<? extends CompletionStage<StatefulRedisPubSubConnection<String, byte[]>>> connect,
            Duration patience,
            LinkMetrics metrics,
            Runnable onLost) {
        this.onLost = onLost;
        this.shard = shard;
        this.loop = loop;
        this.metrics = metrics;
        this.connection = new Reconnecting<>("Redis' messages (" + shard + ")", loop, connect, patience, this);
    }

    void start() {
        connection.start();
    }

    /** How the first attempt to connect goes; any thread. */
    CompletionStage<Void> connected() {
        return connection.firstAttempt();
    }

    String shard() {
        return shard;
    }

    /** Since when messages can come; null while they cannot. */
    @Nullable
    Long openSinceNanos() {
        return connection.current() == null ? null : connection.openSinceNanos();
    }

    /** Gives up the connection, for another. */
    void drop() {
        connection.drop();
    }

    /** Those who wanted something hear that it is lost. */
    CompletableFuture<Void> close() {
        CompletableFuture<Void> closed = connection.close();
        onLost();
        wanted.clear();
        return closed;
    }

    Set<String> channels() {
        return Set.copyOf(wanted.keySet());
    }

    // ---- channels

    void subscribe(String channel, ChannelListener listener) {
        assert loop.inLoop();
        wanted.put(channel, listener);
        var open = connection.current();
        if (open == null) {
            listener.onSubscribeFailed(channel, RedisFailure.notConnected());
        } else {
            ask(open, channel);
        }
    }

    /** Whoever heard it, if somebody did. */
    @Nullable
    ChannelListener unsubscribe(String channel) {
        assert loop.inLoop();
        ChannelListener listener = wanted.remove(channel);
        confirmed.remove(channel);
        var open = connection.current();
        if (listener != null && open != null) {
            var unused = Commands.failing(() -> open.async().sunsubscribe(channel));
        }
        return listener;
    }

    /** Asks again for a channel that was refused. */
    void askAgain(String channel) {
        assert loop.inLoop();
        var open = connection.current();
        if (open != null && wanted.containsKey(channel) && !confirmed.contains(channel)) {
            ask(open, channel);
        }
    }

    private void ask(StatefulRedisPubSubConnection<String, byte[]> open, String channel) {
        Commands.failing(() -> open.async().ssubscribe(channel)).whenComplete((done, failure) -> {
            if (failure != null) {
                loop.execute(() -> onFailed(open, channel, RedisFailure.of(failure)));
            }
        });
    }

    private void onFailed(StatefulRedisPubSubConnection<String, byte[]> asked, String channel, RedisFailure cause) {
        ChannelListener listener = wanted.get(channel);
        // That of an earlier connection was told as lost.
        if (listener != null && asked.equals(connection.current()) && !confirmed.contains(channel)) {
            metrics.subscribesFailed.inc();
            LOG.debug("{} refuses {}", shard, channel, cause);
            listener.onSubscribeFailed(channel, cause);
        }
    }

    private void onConfirmed(StatefulRedisPubSubConnection<String, byte[]> asked, String channel) {
        ChannelListener listener = wanted.get(channel);
        if (listener == null) {
            // Given up meanwhile.
            var unused = Commands.failing(() -> asked.async().sunsubscribe(channel));
        } else if (asked.equals(connection.current())) {
            confirmed.add(channel);
            listener.onSubscribed(channel);
        }
    }

    /** Redis itself ends a subscription whose slot has moved to another server. */
    private void onEnded(StatefulRedisPubSubConnection<String, byte[]> asked, String channel) {
        ChannelListener listener = wanted.get(channel);
        if (listener != null && asked.equals(connection.current()) && confirmed.remove(channel)) {
            listener.onSubscriptionLost(channel);
            ask(asked, channel);
        }
    }

    // ---- the connection

    @Override
    public void onConnected(StatefulRedisPubSubConnection<String, byte[]> made) {
        made.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void smessage(String channel, byte[] message) {
                ChannelListener listener = wanted.get(channel);
                if (listener != null) {
                    listener.onMessage(channel, message);
                }
            }

            @Override
            public void ssubscribed(String channel, long count) {
                loop.execute(() -> onConfirmed(made, channel));
            }

            @Override
            public void sunsubscribed(String channel, long count) {
                loop.execute(() -> onEnded(made, channel));
            }
        });
        wanted.keySet().forEach(channel -> ask(made, channel));
    }

    @Override
    public void onLost() {
        metrics.connectionsLost.inc();
        onLost.run();
        Set<String> lost = Set.copyOf(confirmed);
        confirmed.clear();
        for (String channel : lost) {
            ChannelListener listener = wanted.get(channel);
            if (listener != null) {
                listener.onSubscriptionLost(channel);
            }
        }
    }
}
