package io.sluice.server.config;

import static io.sluice.server.config.Kinds.bytes;
import static io.sluice.server.config.Kinds.choice;
import static io.sluice.server.config.Kinds.cidrs;
import static io.sluice.server.config.Kinds.duration;
import static io.sluice.server.config.Kinds.file;
import static io.sluice.server.config.Kinds.headerName;
import static io.sluice.server.config.Kinds.host;
import static io.sluice.server.config.Kinds.hosts;
import static io.sluice.server.config.Kinds.logBudget;
import static io.sluice.server.config.Kinds.longBytes;
import static io.sluice.server.config.Kinds.name;
import static io.sluice.server.config.Kinds.number;
import static io.sluice.server.config.Kinds.origins;
import static io.sluice.server.config.Kinds.port;
import static io.sluice.server.config.Kinds.redisUri;
import static io.sluice.server.config.Kinds.share;
import static io.sluice.server.config.Kinds.topicPattern;
import static io.sluice.server.config.Kinds.yesNo;

import java.util.List;
import java.util.Map;

/**
 * Every key: its name, what is allowed, its default and what it is for, in the order of the record that it fills. The
 * reference, {@code print-config} and the environment variables follow from here.
 */
final class Schema {

    /** The keys with their defaults. */
    static final List<Setting> KEYS = keys();

    private Schema() {}

    private static List<Setting> keys() {
        Binder binder = new Binder(Map.of());
        bind(binder);
        return List.copyOf(binder.settings());
    }

    static GatewayConfig bind(Binder in) {
        GatewayConfig.Client client = client(in.section("client"));
        GatewayConfig.Push push = push(in.section("push"));
        GatewayConfig.Heartbeat heartbeat = heartbeat(in.section("heartbeat"));
        GatewayConfig.Retention retention = retention(in.section("retention"), "10000", "4MiB", "5m");
        GatewayConfig.Limits limits = limits(in.section("limits"));
        GatewayConfig.Delivery delivery = delivery(in.section("delivery"));
        GatewayConfig.Lag lag = lag(in.section("lag"));
        GatewayConfig config = new GatewayConfig(
                client,
                push,
                heartbeat,
                retention,
                limits,
                delivery,
                lag,
                close(in.section("close")),
                hub(in.section("hub")),
                shard(in.section("shard")),
                memory(in.section("memory")),
                drain(in.section("drain")),
                summary(in.section("summary")),
                start(in.section("start")),
                presence(in.section("presence")),
                idempotency(in.section("idempotency")),
                engine(in.section("engine")),
                redis(in.section("redis")),
                node(in.section("node")),
                in.root().read("transport", choice(Transport.class), "auto", "What carries the sockets."),
                in.root().read("workers", number(0, 1024), "0", "Event loops for clients; 0 = one per processor."),
                in.root()
                        .read(
                                "topics",
                                TopicEntries.kind(retention, lag),
                                "",
                                "Rules for topics by name or beginning; what one leaves out is as in retention and lag."));
        Rules.check(config, in);
        return config;
    }

    /** An entry of {@code topics}, whose defaults are the values given. */
    static GatewayConfig.Topic topic(Binder in, GatewayConfig.Retention retention, GatewayConfig.Lag lag) {
        return new GatewayConfig.Topic(
                in.root().read("match", topicPattern(), "*", "The topics, by name or beginning."),
                retention(
                        in.section("retention"),
                        Integer.toString(retention.messages()),
                        ByteSize.format(retention.bytes()),
                        Durations.format(retention.age())),
                lagPolicy(in.section("lag"), Kinds.lowerCase(lag.policy())),
                lagMaxKeys(in.section("lag"), Integer.toString(lag.maxKeys())),
                in.root().read("presence", yesNo(), "false", "Whether it is told who comes and goes."));
    }

    private static GatewayConfig.Client client(Binder.Section in) {
        return new GatewayConfig.Client(
                in.read("host", host(), "0.0.0.0", "Address that subscribers connect to."),
                in.read("port", port(), "8080", "Port that subscribers connect to."),
                in.read("origins", origins(), "", "Web pages of other origins that may connect."),
                in.read("allow-missing-origin", yesNo(), "true", "Whether clients other than browsers may connect."),
                in.read("trusted-proxies", cidrs(), "", "Proxies whose X-Forwarded headers are believed."),
                in.read(
                        "proxy-protocol",
                        yesNo(),
                        "false",
                        "Whether each connection of these proxies begins with a PROXY header, version 1 or 2."),
                in.read("user-header", headerName(), "off", "Header by which trusted proxies name the user."));
    }

    private static GatewayConfig.Push push(Binder.Section in) {
        return new GatewayConfig.Push(
                in.read("host", host(), "127.0.0.1", "Address that publishers connect to; others need push.keys."),
                in.read("port", port(), "8081", "Port that publishers connect to."),
                in.read("keys", PushKeys.kind(), "", "Who may publish; if empty, everybody who can connect."),
                in.read("hosts", hosts(), "", "Host headers allowed besides loopback while there is no key."),
                in.read("max-payload", bytes("1", "16MiB"), "64KiB", "Largest body of one publication."),
                in.read("max-pipelined", number(1, 65_536), "256", "Requests in flight per publisher connection."),
                in.read("max-topics", number(1, 1_024), "64", "Topics that one push may name."),
                in.read("batch-max-lines", number(1, 10_000_000), "100000", "Publications in one batch."),
                in.read(
                        "coalesce",
                        duration("0s", "10ms"),
                        "500us",
                        "How long requests may wait for more when CPU is short."));
    }

    private static GatewayConfig.Heartbeat heartbeat(Binder.Section in) {
        return new GatewayConfig.Heartbeat(
                in.read("interval", duration("10ms", "1h"), "10s", "How often subscribers are pinged."),
                in.read("timeout", duration("20ms", "1d"), "30s", "Silence after which a subscriber is offline."));
    }

    private static GatewayConfig.Retention retention(Binder.Section in, String messages, String bytes, String age) {
        return new GatewayConfig.Retention(
                in.read("messages", number(1, 100_000_000), messages, "Publications that each topic keeps at most."),
                in.read("bytes", longBytes("1", "1TiB"), bytes, "Bytes that each topic keeps at most."),
                in.read("age", duration("10ms", "3650d"), age, "How long each topic keeps a publication at most."));
    }

    private static GatewayConfig.Limits limits(Binder.Section in) {
        return new GatewayConfig.Limits(
                in.read("connections", number(1, 10_000_000), "50000", "Subscriber connections."),
                in.read(
                        "connections-per-address",
                        number(1, 10_000_000),
                        "20000",
                        "Subscriber connections of one address."),
                in.read("handshakes", number(1, 1_000_000), "4096", "Handshakes of subscribers in flight."),
                in.read("handshake-timeout", duration("10ms", "10m"), "10s", "Time to finish a handshake."),
                in.read("topics-per-connection", number(1, 65_536), "64", "Subscriptions of one connection."),
                in.read("inbound-frame", bytes("125", "16MiB"), "64KiB", "Largest WebSocket message of a client."),
                in.read("header-bytes", bytes("256", "1MiB"), "8KiB", "HTTP headers of a request, together."),
                in.read("request-line-bytes", bytes("256", "1MiB"), "8KiB", "First line of an HTTP request."),
                in.read("topics", number(1, 100_000_000), "1000000", "Topics that exist at the same time."),
                in.read("push-connections", number(1, 1_000_000), "1000", "Publisher connections."),
                in.read("inbound-rate", number(1, 1_000_000), "50", "Messages of a client per second, on average."));
    }

    private static GatewayConfig.Delivery delivery(Binder.Section in) {
        return new GatewayConfig.Delivery(
                in.read("high-watermark", bytes("1", "64MiB"), "64KiB", "Pending bytes that pause a connection."),
                in.read("low-watermark", bytes("1", "64MiB"), "32KiB", "Pending bytes at which a paused one goes on."),
                in.read("slice", bytes("1", "16MiB"), "32KiB", "Bytes of the log handed over at a time."),
                in.read("notsent-lowat", bytes("0", "64MiB"), "64KiB", "TCP_NOTSENT_LOWAT; 0 = kernel's choice."),
                in.read("send-buffer", bytes("0", "64MiB"), "0", "SO_SNDBUF; 0 = kernel's choice."),
                in.read("direct-write", yesNo(), "true", "Write to the socket at once when nothing is pending."));
    }

    private static GatewayConfig.Lag lag(Binder.Section in) {
        return new GatewayConfig.Lag(
                lagPolicy(in, "disconnect"),
                lagMaxKeys(in, "1000"),
                in.read("max-time", duration("10ms", "1d"), "30s", "A subscriber stuck for this long is closed."));
    }

    private static GatewayConfig.Lag.Policy lagPolicy(Binder.Section in, String policy) {
        return in.read(
                "policy",
                choice(GatewayConfig.Lag.Policy.class),
                policy,
                "What becomes of a subscriber that retention overtakes.");
    }

    private static int lagMaxKeys(Binder.Section in, String maxKeys) {
        return in.read(
                "max-keys", number(1, 1_000_000), maxKeys, "With policy latest: it skips where there are more keys.");
    }

    private static GatewayConfig.Close close(Binder.Section in) {
        return new GatewayConfig.Close(
                in.read("timeout", duration("1ms", "10m"), "5s", "How long a Close waits behind pending frames."));
    }

    private static GatewayConfig.Hub hub(Binder.Section in) {
        return new GatewayConfig.Hub(
                in.read("mailbox-commands", number(1, 10_000_000), "4096", "Publishes waiting for the hub."),
                in.read("mailbox-bytes", longBytes("1", "64GiB"), "16MiB", "Bytes of the publishes waiting."),
                in.read("mailbox-share", share(0.01), "0.75", "Part of the mailbox for one push key at most."),
                in.read("subscribe-commands", number(1, 10_000_000), "8192", "Subscribes waiting for the hub."),
                in.read("publish-wait", duration("0s", "1m"), "1s", "A publish waits this long for a slow shard."));
    }

    private static GatewayConfig.Shard shard(Binder.Section in) {
        return new GatewayConfig.Shard(
                in.read("max-stall", duration("10ms", "1h"), "10s", "A shard silent for this long is given up."),
                in.read("pass-time", duration("10us", "1s"), "2ms", "A delivery pass yields after this."));
    }

    private static GatewayConfig.Memory memory(Binder.Section in) {
        return new GatewayConfig.Memory(
                in.read("log-budget", logBudget("1MiB"), "40%", "Memory of all topics' logs together."));
    }

    private static GatewayConfig.Drain drain(Binder.Section in) {
        return new GatewayConfig.Drain(
                in.read("grace", duration("0s", "10m"), "2s", "Publishes are accepted this long after SIGTERM."),
                in.read("window", duration("1ms", "1d"), "30s", "From SIGTERM to exit, grace included."),
                in.read("rate", number(1, 10_000_000), "2000", "Connections told to go away, per second."));
    }

    private static GatewayConfig.Start start(Binder.Section in) {
        return new GatewayConfig.Start(
                in.read(
                        "warm-up",
                        duration("0s", "1m"),
                        "10s",
                        "How long the gateway may exercise itself before it listens, so that the first real load meets compiled code."));
    }

    private static GatewayConfig.Presence presence(Binder.Section in) {
        return new GatewayConfig.Presence(
                in.read("debounce", duration("0s", "1h"), "5s", "Who is back within this time has not been away."),
                in.read("max-members", number(1, 10_000_000), "10000", "Members that are counted, per topic."));
    }

    private static GatewayConfig.Idempotency idempotency(Binder.Section in) {
        return new GatewayConfig.Idempotency(
                in.read("window", duration("10ms", "1d"), "2m", "How long the id of a publish is remembered."),
                in.read("max-ids", number(1, 10_000_000), "100000", "Ids that are remembered at most."));
    }

    private static GatewayConfig.Engine engine(Binder.Section in) {
        return new GatewayConfig.Engine(in.read(
                "type", choice(EngineType.class), "memory", "Gives the offsets; redis joins several gateways."));
    }

    private static GatewayConfig.Redis redis(Binder.Section in) {
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

    private static GatewayConfig.Node node(Binder.Section in) {
        return new GatewayConfig.Node(
                in.read("name", name(), "auto", "Of this gateway in listings; auto = host name and client port."));
    }

    private static GatewayConfig.Summary summary(Binder.Section in) {
        return new GatewayConfig.Summary(
                in.read("interval", duration("1s", "1d"), "1m", "How often a summary line is logged."));
    }
}
