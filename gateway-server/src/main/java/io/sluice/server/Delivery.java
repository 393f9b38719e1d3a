package io.sluice.server;

import com.codahale.metrics.MetricRegistry;
import io.netty.channel.EventLoop;
import io.netty.util.internal.PlatformDependent;
import io.sluice.delivery.hub.Hub;
import io.sluice.delivery.hub.HubSettings;
import io.sluice.delivery.log.LogMemory;
import io.sluice.delivery.loop.NettyLoop;
import io.sluice.delivery.shard.PresenceListener;
import io.sluice.delivery.shard.Shard;
import io.sluice.delivery.shard.ShardSettings;
import io.sluice.engine.Engine;
import io.sluice.engine.MemoryEngine;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.presence.Presence;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** The hub and its shards, wired to their loops. */
final class Delivery {

    final Hub hub;
    final Engine engine;
    final List<Shard> shards;
    private final IdentityHashMap<EventLoop, Shard> byLoop = new IdentityHashMap<>();

    Delivery(GatewayConfig config, Loops loops, InstantSource clock, MetricRegistry registry) {
        LogMemory memory = new LogMemory(config.memory().logBudget().bytes(PlatformDependent.maxDirectMemory()));
        hub = new Hub(new NettyLoop(loops.hub), hubSettings(config), memory, clock.millis());
        engine = new MemoryEngine(hub);
        PresenceListener presence = new Presence(
                new NettyLoop(loops.presence),
                clock,
                config.presence().debounce(),
                config.presence().maxMembers(),
                engine,
                registry);
        ShardSettings settings =
                new ShardSettings(config.shard().passTime(), config.delivery().sliceBytes());
        List<Shard> all = new ArrayList<>();
        for (EventLoop loop : loops.clientLoops()) {
            Shard shard = new Shard(all.size(), new NettyLoop(loop), hub, settings, presence);
            all.add(shard);
            byLoop.put(loop, shard);
        }
        shards = List.copyOf(all);
        hub.attach(shards.stream().map(Shard::inbox).toList());
    }

    private static HubSettings hubSettings(GatewayConfig config) {
        GatewayConfig.Hub hub = config.hub();
        return new HubSettings(
                new HubSettings.MailboxLimits(hub.mailboxCommands(), hub.mailboxBytes(), hub.mailboxShare()),
                hub.subscribeCommands(),
                hub.publishWait(),
                config.shard().maxStall(),
                ConfiguredRules.of(config),
                config.limits().topics(),
                new HubSettings.Idempotency(
                        config.idempotency().window(), config.idempotency().maxIds()));
    }

    /** The shard of a client loop. */
    Shard shardOf(EventLoop loop) {
        Shard shard = byLoop.get(loop);
        if (shard == null) {
            throw new IllegalArgumentException("a channel runs on a loop without a shard");
        }
        return shard;
    }
}
