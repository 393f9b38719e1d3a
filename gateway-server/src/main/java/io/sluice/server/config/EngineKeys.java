package io.sluice.server.config;

import static io.sluice.server.config.Kinds.choice;
import static io.sluice.server.config.Kinds.duration;
import static io.sluice.server.config.Kinds.file;
import static io.sluice.server.config.Kinds.longBytes;
import static io.sluice.server.config.Kinds.name;
import static io.sluice.server.config.Kinds.number;
import static io.sluice.server.config.Kinds.redisUri;
import static io.sluice.server.config.Kinds.yesNo;

/** Keys of what gives offsets, and of a gateway among others. */
final class EngineKeys {

    private EngineKeys() {}

    static GatewayConfig.Presence presence(Binder.Section in) {
        return new GatewayConfig.Presence(
                in.read("debounce", duration("0s", "1h"), "5s", "Who is back within this time has not been away."),
                in.read("max-members", number(1, 10_000_000), "10000", "Members that are counted, per topic."));
    }

    static GatewayConfig.Idempotency idempotency(Binder.Section in) {
        return new GatewayConfig.Idempotency(
                in.read("window", duration("10ms", "1d"), "2m", "How long the id of a publish is remembered."),
                in.read("max-ids", number(1, 10_000_000), "100000", "Ids that are remembered at most."));
    }

    static GatewayConfig.Engine engine(Binder.Section in) {
        return new GatewayConfig.Engine(in.read(
                "type", choice(EngineType.class), "memory", "Gives the offsets; redis joins several gateways."));
    }

    static GatewayConfig.Redis redis(Binder.Section in) {
        return new GatewayConfig.Redis(
                in.read("uri", redisUri(), "redis://localhost:6379", "Where Redis is, for engine.type redis."),
                in.read(
                        "cluster",
                        yesNo(),
                        "false",
                        "It is a Redis Cluster; the URI names one or more of its servers."),
                in.read(
                        "authority",
                        file(),
                        "none",
                        "Certificates (PEM) that Redis' own is signed by; none: those of Java."),
                in.read(
                        "prefix",
                        name(),
                        "sluice",
                        "Of all keys and channels; gateways with the same one are one fleet."),
                in.read(
                        "command-timeout",
                        duration("10ms", "1m"),
                        "2s",
                        "A command unanswered for so long is sent again."),
                in.read(
                        "publish-deadline",
                        duration("100ms", "10m"),
                        "10s",
                        "After which a publish is answered as unknown."),
                in.read("check-interval", duration("100ms", "10m"), "5s", "How often heads are compared with Redis."),
                in.read(
                        "head-life",
                        duration("1m", "365d"),
                        "1d",
                        "How long a topic's epoch outlives its last publication."),
                in.read(
                        "ready-grace",
                        duration("100ms", "10m"),
                        "5s",
                        "Without a sign of life through Redis; then not ready."),
                in.read("commands", number(1, 10_000_000), "4096", "Publishes on their way to Redis; beyond it 429."),
                in.read("bytes", longBytes("1KiB", "1TiB"), "16MiB", "Bytes of publishes on their way to Redis."),
                in.read(
                        "lease",
                        duration("500ms", "10m"),
                        "15s",
                        "A gateway not heard of for so long is dead to the others."));
    }

    static GatewayConfig.Node node(Binder.Section in) {
        return new GatewayConfig.Node(
                in.read("name", name(), "auto", "Of this gateway in listings; auto = host name and client port."));
    }
}
