package io.sluice.server.engine.redis.link;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.sluice.delivery.loop.OwnerLoop;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** One server, or the master that sentinels name, which is looked up for each connection that is made. */
final class SingleLink implements RedisLink {

    private static final String SHARD = "redis";

    private final Clients clients;
    private final OwnerLoop loop;
    private final LinkMetrics metrics;
    private final List<Runnable> onLost = new CopyOnWriteArrayList<>();
    private final Reconnecting<StatefulRedisConnection<byte[], byte[]>> commands;
    private final Feed feed;
    private final Pulse pulse;

    SingleLink(LinkSettings settings, Clients clients, OwnerLoop loop, LinkMetrics metrics) {
        this.clients = clients;
        this.loop = loop;
        this.metrics = metrics;
        RedisURI uri = RedisURI.create(settings.uri());
        uri.setTimeout(settings.connectTimeout());
        uri.getSentinels().forEach(sentinel -> sentinel.setTimeout(settings.connectTimeout()));
        commands = new Reconnecting<>(
                "Redis",
                loop,
                () -> clients.direct().connectAsync(ByteArrayCodec.INSTANCE, uri),
                clients.patience(),
                new Reconnecting.Events<>() {
                    @Override
                    public void onConnected(StatefulRedisConnection<byte[], byte[]> made) {}

                    @Override
                    public void onLost() {
                        metrics.connectionsLost.inc();
                        onLost.forEach(Runnable::run);
                    }
                });
        feed = new Feed(
                SHARD,
                loop,
                () -> clients.direct().connectPubSubAsync(Clients.CHANNELS, uri),
                clients.patience(),
                metrics,
                () -> onLost.forEach(Runnable::run));
        pulse = new Pulse(
                feed, settings.pulseChannel(), loop, settings.silence().toNanos(), this::run, metrics, () -> {});
    }

    CompletionStage<Void> start() {
        loop.execute(() -> pulse.keepTo(slot -> true));
        commands.start();
        feed.start();
        return commands.firstAttempt().thenCompose(done -> pulse.heard());
    }

    @Override
    public <T> CompletionStage<T> run(Script script, byte[][] keys, byte[][] values) {
        var open = commands.current();
        if (open == null) {
            return CompletableFuture.failedStage(RedisFailure.notConnected());
        }
        CompletionStage<T> answer = Commands.run(open.async(), script, keys, values);
        return answer.whenComplete((done, failure) -> {
            if (failure != null && RedisFailure.of(failure).isMisplaced()) {
                // It is the master no more.
                loop.execute(this::drop);
            }
        });
    }

    private void drop() {
        metrics.connectionsDropped.inc();
        commands.drop();
        feed.drop();
    }

    @Override
    public boolean isSharded() {
        return false;
    }

    @Override
    public Collection<String> shards() {
        return List.of(SHARD);
    }

    @Override
    public String shardOf(String key) {
        return SHARD;
    }

    @Override
    public void subscribe(String channel, ChannelListener listener) {
        feed.subscribe(channel, listener);
    }

    @Override
    public void unsubscribe(String channel) {
        feed.unsubscribe(channel);
    }

    @Override
    public void send(String channel, byte[] message) {
        var open = commands.current();
        if (open != null) {
            Commands.send(open.async(), channel, message);
        }
    }

    @Override
    public void pulse(Runnable onArrival) {
        loop.execute(() -> {
            if (pulse.send(new Pulse.Round(1, onArrival))) {
                drop();
            }
        });
    }

    @Override
    public void onAnyConnectionLost(Runnable task) {
        onLost.add(task);
    }

    @Override
    public void close() {
        clients.close(loop, () -> CompletableFuture.allOf(commands.close(), feed.close()));
    }
}
