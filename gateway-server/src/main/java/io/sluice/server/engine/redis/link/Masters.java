package io.sluice.server.engine.redis.link;

import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.models.role.RedisInstance;
import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.server.engine.redis.link.RedisLink.ChannelListener;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a cluster that keep slots, and the channels on each of them. A channel goes with its slot: when that is
 * kept by another server, the channel is lost and asked for there. Loop only, but for {@link #shardOf}.
 */
final class Masters {

    /** What belongs to one server. */
    record Master(Feed feed, Pulse pulse) {}

    private final OwnerLoop loop;
    private final Function<RedisClusterNode, Master> factory;
    private final Runnable onTrouble;
    private final Consumer<String> onGone;
    private final Map<String, Master> byNode = new HashMap<>();
    private final Map<String, ChannelListener> wanted = new HashMap<>();
    private final Map<String, Master> homes = new HashMap<>();

    /** By slot; replaced as a whole. */
    private volatile @Nullable Master[] bySlot = new Master[SlotHash.SLOT_COUNT];

    /**
     * Nobody is known yet.
     *
     * @param factory makes what belongs to a server
     * @param onGone hears of servers that keep nothing any more
     * @param onTrouble asks the cluster again who keeps what
     */
    Masters(OwnerLoop loop, Function<RedisClusterNode, Master> factory, Runnable onTrouble, Consumer<String> onGone) {
        this.loop = loop;
        this.factory = factory;
        this.onTrouble = onTrouble;
        this.onGone = onGone;
    }

    List<Master> all() {
        return List.copyOf(byNode.values());
    }

    /** Done when messages can come from all servers that are known now. */
    CompletionStage<Void> heard() {
        return CompletableFuture.allOf(byNode.values().stream()
                .map(master -> master.pulse().heard().toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    /** The address of the server that a key is kept by; any thread. */
    String shardOf(String key) {
        Master master = bySlot[SlotHash.getSlot(key)];
        return master == null ? "none" : master.feed().shard();
    }

    /** The addresses of all; any thread. */
    Set<String> shards() {
        Set<String> shards = new TreeSet<>();
        for (Master master : bySlot) {
            if (master != null) {
                shards.add(master.feed().shard());
            }
        }
        return shards;
    }

    // ---- who keeps what

    void onTopology(Partitions partitions) {
        assert loop.inLoop();
        @Nullable Master[] kept = new Master[SlotHash.SLOT_COUNT];
        Set<String> present = new HashSet<>();
        for (RedisClusterNode node : partitions) {
            if (node.getRole() == RedisInstance.Role.UPSTREAM
                    && !node.getSlots().isEmpty()) {
                present.add(address(node));
                Master master = byNode.computeIfAbsent(address(node), id -> start(node));
                master.pulse().keepTo(node::hasSlot);
                node.getSlots().forEach(slot -> kept[slot] = master);
            }
        }
        bySlot = kept;
        for (String gone : Set.copyOf(byNode.keySet())) {
            if (!present.contains(gone)) {
                Master master = byNode.remove(gone);
                if (master != null) {
                    master.feed().close();
                    onGone.accept(master.feed().shard());
                }
            }
        }
        // Those who hear that a channel is lost may ask for others.
        for (String channel : Set.copyOf(wanted.keySet())) {
            if (!Objects.equals(homes.get(channel), kept[SlotHash.getSlot(channel)])) {
                move(channel);
            }
        }
    }

    /** A server may come back under another address as the same node, and the other way round: it is where it is. */
    private static String address(RedisClusterNode node) {
        return node.getUri().getHost() + ':' + node.getUri().getPort();
    }

    private Master start(RedisClusterNode node) {
        Master master = factory.apply(node);
        master.feed().start();
        return master;
    }

    private void move(String channel) {
        Master before = homes.remove(channel);
        ChannelListener listener = wanted.get(channel);
        if (listener == null) {
            return;
        }
        if (before != null) {
            before.feed().unsubscribe(channel);
            listener.onSubscriptionLost(channel);
        }
        place(channel, listener);
    }

    // ---- channels

    void subscribe(String channel, ChannelListener listener) {
        assert loop.inLoop();
        wanted.put(channel, listener);
        Master home = homes.get(channel);
        if (home != null && !home.equals(bySlot[SlotHash.getSlot(channel)])) {
            homes.remove(channel);
            home.feed().unsubscribe(channel);
        }
        place(channel, listener);
    }

    private void place(String channel, ChannelListener listener) {
        Master master = bySlot[SlotHash.getSlot(channel)];
        if (master == null) {
            onTrouble.run();
            listener.onSubscribeFailed(channel, RedisFailure.notConnected());
        } else {
            homes.put(channel, master);
            master.feed().subscribe(channel, new Watched(listener));
        }
    }

    void unsubscribe(String channel) {
        assert loop.inLoop();
        wanted.remove(channel);
        Master home = homes.remove(channel);
        if (home != null) {
            home.feed().unsubscribe(channel);
        }
    }

    CompletableFuture<Void> close() {
        CompletableFuture<?>[] closed =
                byNode.values().stream().map(master -> master.feed().close()).toArray(CompletableFuture[]::new);
        byNode.clear();
        homes.clear();
        wanted.clear();
        return CompletableFuture.allOf(closed);
    }

    /** Passes on, and takes trouble for a sign that slots have moved. */
    private final class Watched implements ChannelListener {

        private final ChannelListener listener;

        Watched(ChannelListener listener) {
            this.listener = listener;
        }

        @Override
        public void onMessage(String channel, byte[] message) {
            listener.onMessage(channel, message);
        }

        @Override
        public void onSubscribed(String channel) {
            listener.onSubscribed(channel);
        }

        @Override
        public void onSubscribeFailed(String channel, RedisFailure cause) {
            onTrouble.run();
            listener.onSubscribeFailed(channel, cause);
        }

        @Override
        public void onSubscriptionLost(String channel) {
            onTrouble.run();
            listener.onSubscriptionLost(channel);
        }
    }
}
