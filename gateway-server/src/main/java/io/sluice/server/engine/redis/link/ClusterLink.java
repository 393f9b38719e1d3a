package io.sluice.server.engine.redis.link;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.sluice.delivery.loop.OwnerLoop;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster: Lettuce finds the server of each command by its key; messages come from the server that keeps their channel,
 * which is asked for again now and then, and when something failed.
 */
final class ClusterLink implements RedisLink {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterLink.class);
    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LinkSettings settings;
    private final Clients clients;
    private final OwnerLoop loop;
    private final LinkMetrics metrics;
    private final List<Runnable> onLost = new CopyOnWriteArrayList<>();
    private final RedisURI seed;
    private final RedisClusterClient client;
    private final Masters masters;
    private volatile @Nullable StatefulRedisClusterConnection<byte[], byte[]> commands;
    private CompletableFuture<Boolean> refreshing = CompletableFuture.completedFuture(true);
    private final List<CompletableFuture<?>> connecting = new ArrayList<>();
    private boolean refreshPending;
    private boolean closed;

    ClusterLink(LinkSettings settings, Clients clients, OwnerLoop loop, LinkMetrics metrics) {
        this.settings = settings;
        this.clients = clients;
        this.loop = loop;
        this.metrics = metrics;
        List<RedisURI> seeds = RedisClusterURIUtil.toRedisURIs(URI.create(settings.uri()));
        seeds.forEach(uri -> uri.setTimeout(settings.connectTimeout()));
        seed = seeds.getFirst();
        client = clients.cluster(seeds);
        masters = new Masters(loop, this::makeMaster, this::refreshSoon, metrics::forget);
    }

    CompletionStage<Void> start() {
        return client.refreshPartitionsAsync()
                .thenCompose(known -> client.connectAsync(ByteArrayCodec.INSTANCE))
                .thenCompose(made -> {
                    commands = made;
                    CompletableFuture<Void> started = new CompletableFuture<>();
                    loop.execute(() -> {
                        masters.onTopology(client.getPartitions());
                        CompletableFuture.allOf(connecting.toArray(CompletableFuture[]::new))
                                .thenCompose(connected -> masters.heard())
                                .whenComplete((done, failure) -> {
                                    if (failure == null) {
                                        started.complete(null);
                                    } else {
                                        started.completeExceptionally(failure);
                                    }
                                });
                        connecting.clear();
                        loop.schedule(
                                this::onInterval, settings.topologyInterval().toNanos());
                    });
                    return started;
                });
    }

    /** Connects for commands too: Lettuce refuses those that come while the first of them has that done. */
    private Masters.Master makeMaster(RedisClusterNode node) {
        RedisURI uri = RedisURI.builder(seed)
                .withHost(node.getUri().getHost())
                .withPort(node.getUri().getPort())
                .build();
        Feed feed = new Feed(
                uri.getHost() + ':' + uri.getPort(),
                loop,
                () -> clients.direct().connectPubSubAsync(Clients.CHANNELS, uri),
                clients.patience(),
                metrics,
                () -> onLost.forEach(Runnable::run));
        Pulse pulse = new Pulse(
                feed,
                settings.pulseChannel(),
                loop,
                settings.silence().toNanos(),
                this::run,
                metrics,
                this::refreshSoon);
        var open = commands;
        if (open != null) {
            connecting.add(open.getConnectionAsync(uri.getHost(), uri.getPort()));
        }
        return new Masters.Master(feed, pulse);
    }

    // ---- who keeps what

    private void onInterval() {
        if (!closed) {
            refresh();
            loop.schedule(this::onInterval, settings.topologyInterval().toNanos());
        }
    }

    private void refreshSoon() {
        if (!refreshPending && !closed) {
            refreshPending = true;
            loop.schedule(
                    () -> {
                        refreshPending = false;
                        refresh();
                    },
                    SOON_NANOS);
        }
    }

    private void refresh() {
        if (!closed && refreshing.isDone()) {
            refreshing = client.refreshPartitionsAsync()
                    .handle((done, failure) -> {
                        if (failure == null) {
                            loop.execute(this::onRefreshed);
                        } else {
                            LOG.debug("the cluster does not say who keeps what", failure);
                        }
                        return failure == null;
                    })
                    .toCompletableFuture();
        }
    }

    private void onRefreshed() {
        if (!closed) {
            masters.onTopology(client.getPartitions());
            connecting.clear();
        }
    }

    // ---- commands

    @Override
    public <T> CompletionStage<T> run(Script script, byte[][] keys, byte[][] values) {
        var open = commands;
        return open == null
                ? CompletableFuture.failedStage(RedisFailure.notConnected())
                : Commands.run(open.async(), script, keys, values);
    }

    @Override
    public boolean isSharded() {
        return true;
    }

    @Override
    public Collection<String> shards() {
        return masters.shards();
    }

    @Override
    public String shardOf(String key) {
        return masters.shardOf(key);
    }

    @Override
    public void send(String channel, byte[] message) {
        var open = commands;
        if (open != null) {
            Commands.send(open.async(), channel, message);
        }
    }

    // ---- channels

    @Override
    public void subscribe(String channel, ChannelListener listener) {
        masters.subscribe(channel, listener);
    }

    @Override
    public void unsubscribe(String channel) {
        masters.unsubscribe(channel);
    }

    @Override
    public void pulse(Runnable onArrival) {
        loop.execute(() -> {
            List<Masters.Master> all = masters.all();
            Pulse.Round round = new Pulse.Round(all.size(), onArrival);
            for (Masters.Master master : all) {
                if (master.pulse().send(round)) {
                    metrics.connectionsDropped.inc();
                    master.feed().drop();
                    refreshSoon();
                }
            }
        });
    }

    @Override
    public void onAnyConnectionLost(Runnable task) {
        onLost.add(task);
    }

    @Override
    public void close() {
        clients.close(loop, () -> {
            closed = true;
            var open = commands;
            return CompletableFuture.allOf(
                    refreshing,
                    masters.close(),
                    open == null ? CompletableFuture.completedFuture(null) : open.closeAsync());
        });
    }
}
