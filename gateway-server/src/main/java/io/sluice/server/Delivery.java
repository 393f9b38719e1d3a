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
import io.sluice.engine.DrainableEngine;
import io.sluice.engine.EngineCanary;
import io.sluice.engine.MemoryEngine;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.engine.redis.RedisEngine;
import io.sluice.server.presence.Presence;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hub and its shards, wired to their loops. */
final class Delivery {

    final Hub hub;
    final DrainableEngine engine;

    /** Null where the engine is in this process. */
    final @Nullable EngineCanary engineCanary;

    private final Runnable closesEngine;
    final List<Shard> shards;
    private final IdentityHashMap<EventLoop, Shard> byLoop = new IdentityHashMap<>();

    Delivery(GatewayConfig config, Loops loops, InstantSource clock, MetricRegistry registry) {
        LogMemory memory = new LogMemory(config.memory().logBudget().bytes(PlatformDependent.maxDirectMemory()));
        Core core = core(config, loops, memory, clock, registry);
        hub = core.hub();
        engine = core.engine();
        closesEngine = core.closesEngine();
        engineCanary = core.canary();
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

    /** The hub, what gives its offsets, and how that ends. */
    private record Core(
            Hub hub, DrainableEngine engine, @Nullable EngineCanary canary, Runnable closesEngine) {}

    private static Core core(
            GatewayConfig config, Loops loops, LogMemory memory, InstantSource clock, MetricRegistry registry) {
        NettyLoop loop = new NettyLoop(loops.hub);
        return switch (config.engine().type()) {
            case MEMORY -> {
                Hub hub = new Hub(loop, hubSettings(config), memory, clock.millis());
                yield new Core(hub, new MemoryEngine(hub), null, () -> {});
            }
            case REDIS -> {
                RedisEngine redis = redis(config, loops, registry);
                Hub hub = new Hub(loop, hubSettings(config), memory, clock.millis(), redis.source());
                redis.start(hub);
                yield new Core(hub, redis, redis, redis::close);
            }
        };
    }

    private static RedisEngine redis(GatewayConfig config, Loops loops, MetricRegistry registry) {
        GatewayConfig.Redis redis = config.redis();
        try {
            return new RedisEngine(
                    redis,
                    ConfiguredRules.of(config),
                    config.idempotency().window(),
                    new NettyLoop(loops.engine),
                    registry);
        } catch (RuntimeException e) {
            throw new StartupException("redis.uri: " + redis.uri() + " cannot be used: " + reason(e), e);
        }
    }

    /** What a client library says, and what it was told itself. */
    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String said = String.valueOf(failure.getMessage());
        String cause = String.valueOf(root.getMessage());
        return said.contains(cause) ? said : said + ": " + cause;
    }

    /** Ends what the engine has of its own; after the hub. */
    void closeEngine() {
        closesEngine.run();
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
