package io.sluice.server.config;

import static io.sluice.server.config.Kinds.choice;
import static io.sluice.server.config.Kinds.number;
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
        GatewayConfig.Client client = PortKeys.client(in.section("client"));
        GatewayConfig.Push push = PortKeys.push(in.section("push"));
        GatewayConfig.Heartbeat heartbeat = PortKeys.heartbeat(in.section("heartbeat"));
        GatewayConfig.Retention retention = DeliveryKeys.retention(in.section("retention"), "10000", "4MiB", "5m");
        GatewayConfig.Limits limits = PortKeys.limits(in.section("limits"));
        GatewayConfig.Compression compression = DeliveryKeys.compression(in.section("compression"));
        GatewayConfig.Delivery delivery = DeliveryKeys.delivery(in.section("delivery"));
        GatewayConfig.Lag lag = DeliveryKeys.lag(in.section("lag"));
        GatewayConfig config = new GatewayConfig(
                client,
                push,
                heartbeat,
                retention,
                limits,
                compression,
                delivery,
                lag,
                DeliveryKeys.close(in.section("close")),
                DeliveryKeys.hub(in.section("hub")),
                DeliveryKeys.shard(in.section("shard")),
                DeliveryKeys.memory(in.section("memory")),
                ProcessKeys.drain(in.section("drain")),
                ProcessKeys.summary(in.section("summary")),
                ProcessKeys.explain(in.section("explain")),
                ProcessKeys.start(in.section("start")),
                EngineKeys.presence(in.section("presence")),
                EngineKeys.idempotency(in.section("idempotency")),
                EngineKeys.engine(in.section("engine")),
                EngineKeys.redis(in.section("redis")),
                EngineKeys.node(in.section("node")),
                TlsKeys.tls(in.section("tls")),
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
                DeliveryKeys.retention(
                        in.section("retention"),
                        Integer.toString(retention.messages()),
                        ByteSize.format(retention.bytes()),
                        Durations.format(retention.age())),
                DeliveryKeys.lagPolicy(in.section("lag"), Kinds.lowerCase(lag.policy())),
                DeliveryKeys.lagMaxKeys(in.section("lag"), Integer.toString(lag.maxKeys())),
                in.root().read("presence", yesNo(), "false", "Whether it is told who comes and goes."));
    }
}
