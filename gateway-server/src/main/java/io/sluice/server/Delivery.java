package io.sluice.server;

import com.codahale.metrics.MetricRegistry;
import io.netty.channel.EventLoop;
import io.netty.util.internal.PlatformDependent;
import io.sluice.delivery.hub.Hub;
import io.sluice.delivery.hub.HubSettings;
import io.sluice.delivery.log.LogMemory;
import io.sluice.delivery.loop.NettyLoop;
import io.sluice.delivery.shard.Shard;
import io.sluice.delivery.shard.ShardSettings;
import io.sluice.engine.DrainableEngine;
import io.sluice.engine.EngineCanary;
import io.sluice.engine.MemoryEngine;
import io.sluice.server.admin.AdminReads;
import io.sluice.server.admin.Disconnects;
import io.sluice.server.admin.FleetReads;
import io.sluice.server.admin.GatewayReads;
import io.sluice.server.admin.HubReads;
import io.sluice.server.admin.OneGateway;
import io.sluice.server.admin.ShardDisconnects;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.engine.redis.RedisEngine;
import io.sluice.server.explain.NodeRecords;
import io.sluice.server.explain.Records;
import io.sluice.server.explain.RefusedHandshakes;
import io.sluice.server.fleet.Fleet;
import io.sluice.server.fleet.FleetLink;
import io.sluice.server.fleet.TopicKeys;
import io.sluice.server.presence.EngineTeller;
import io.sluice.server.presence.Presence;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The hub and its shards, wired to their loops. */
final class Delivery {

    /** A Redis that does not answer must not keep the process from ending. */
    private static final long RESIGN_SECONDS = 1;

    final Hub hub;
    final DrainableEngine engine;

    /** Null where the engine is in this process. */
    final @Nullable EngineCanary engineCanary;

    private final Runnable closesEngine;
    private final Presence presence;

    /** Null where this gateway is alone. */
    private final @Nullable Fleet fleet;

    final List<Shard> shards;

    /** Handshakes that did not become connections. */
    final RefusedHandshakes refused;

    private final Records records;
    private final IdentityHashMap<EventLoop, Shard> byLoop = new IdentityHashMap<>();

    Delivery(GatewayConfig config, Loops loops, NodeIdentity node, InstantSource clock, MetricRegistry registry) {
        LogMemory memory = new LogMemory(config.memory().logBudget().bytes(PlatformDependent.maxDirectMemory()));
        Core core = core(config, loops, memory, clock, registry);
        hub = core.hub();
        engine = core.engine();
        closesEngine = core.closesEngine();
        engineCanary = core.canary();
        fleet = core.link() == null ? null : fleet(config, loops, core.link(), node, clock, registry);
        presence = new Presence(
                new NettyLoop(loops.presence),
                config.presence().debounce(),
                config.presence().maxMembers(),
                fleet == null ? new EngineTeller(engine, clock) : fleet.teller(),
                registry);
        ShardSettings settings = new ShardSettings(
                config.shard().passTime(), config.delivery().sliceBytes(), closedPerShard(config, loops));
        List<Shard> all = new ArrayList<>();
        for (EventLoop loop : loops.clientLoops()) {
            Shard shard = new Shard(all.size(), new NettyLoop(loop), hub, settings, presence);
            all.add(shard);
            byLoop.put(loop, shard);
        }
        shards = List.copyOf(all);
        refused = new RefusedHandshakes(config.explain().refusals(), clock);
        records = new NodeRecords(hub, shards, refused, clock);
        hub.attach(shards.stream().map(Shard::inbox).toList());
    }

    private static int closedPerShard(GatewayConfig config, Loops loops) {
        int shards = Math.max(1, loops.clientLoops().size());
        return (int) (((long) config.explain().closedConnections() + shards - 1) / shards);
    }

    /** The hub, what gives its offsets, and how that ends. */
    private record Core(
            Hub hub,
            DrainableEngine engine,
            @Nullable EngineCanary canary,
            @Nullable FleetLink link,
            Runnable closesEngine) {}

    private static Core core(
            GatewayConfig config, Loops loops, LogMemory memory, InstantSource clock, MetricRegistry registry) {
        NettyLoop loop = new NettyLoop(loops.hub);
        return switch (config.engine().type()) {
            case MEMORY -> {
                Hub hub = new Hub(loop, hubSettings(config), memory, clock.millis());
                yield new Core(hub, new MemoryEngine(hub), null, null, () -> {});
            }
            case REDIS -> {
                RedisEngine redis = redis(config, loops, registry);
                Hub hub = new Hub(loop, hubSettings(config), memory, clock.millis(), redis.source());
                redis.start(hub);
                yield new Core(hub, redis, redis, redis.fleetLink(), redis::close);
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

    private static Fleet fleet(
            GatewayConfig config,
            Loops loops,
            FleetLink link,
            NodeIdentity node,
            InstantSource clock,
            MetricRegistry registry) {
        GatewayConfig.Redis redis = config.redis();
        Fleet.Settings settings = new Fleet.Settings(
                redis.prefix(),
                redis.lease(),
                redis.commandTimeout(),
                redis.headLife(),
                ConfiguredRules.of(config),
                config.presence().maxMembers());
        return new Fleet(
                link, TopicKeys.of(redis.prefix()), new NettyLoop(loops.fleet), settings, node::info, clock, registry);
    }

    /** Takes the gateway's place in the fleet where it has one, and says what can be asked from then on. */
    AdminReads join(GatewayConfig config, NodeIdentity node, Executor readers) {
        GatewayReads reads = new HubReads(hub, shards, records, readers);
        Disconnects disconnects = new ShardDisconnects(shards, config.drain().ratePerSecond());
        if (fleet == null) {
            FleetReads alone = new OneGateway(reads, disconnects, () -> node.info(0));
            return new AdminReads(reads, alone, alone);
        }
        Fleet joined = fleet;
        try {
            FleetReads all = joined.start(presence::tellAgain, reads, disconnects);
            return new AdminReads(reads, new OneGateway(reads, disconnects, joined::self), all);
        } catch (RuntimeException e) {
            throw new StartupException("engine.type redis: " + reason(e), e);
        }
    }

    /** What this gateway is has changed. */
    void announce() {
        if (fleet != null) {
            fleet.announce();
        }
    }

    /** This gateway ends: after this time the others need not wait for it. */
    CompletableFuture<Void> resign(Duration after) {
        return fleet == null
                ? CompletableFuture.completedFuture(null)
                : fleet.resign(after).orTimeout(RESIGN_SECONDS, TimeUnit.SECONDS);
    }

    /** A start that failed: nobody need wait for this gateway, which may be in the fleet already. */
    void abandon() {
        resign(Duration.ZERO).exceptionally(failure -> null).join();
        closeEngine();
    }

    /** Gives each connection its id. */
    LongSupplier connectionIds() {
        return fleet == null ? new AtomicLong()::incrementAndGet : fleet::nextConnectionId;
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
