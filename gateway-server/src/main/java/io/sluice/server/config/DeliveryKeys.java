package io.sluice.server.config;

import static io.sluice.server.config.Kinds.bytes;
import static io.sluice.server.config.Kinds.choice;
import static io.sluice.server.config.Kinds.duration;
import static io.sluice.server.config.Kinds.logBudget;
import static io.sluice.server.config.Kinds.longBytes;
import static io.sluice.server.config.Kinds.number;
import static io.sluice.server.config.Kinds.share;
import static io.sluice.server.config.Kinds.yesNo;

/** Keys of the logs and of the way from them to the sockets. */
final class DeliveryKeys {

    private DeliveryKeys() {}

    static GatewayConfig.Retention retention(Binder.Section in, String messages, String bytes, String age) {
        return new GatewayConfig.Retention(
                in.read("messages", number(1, 100_000_000), messages, "Publications that each topic keeps at most."),
                in.read("bytes", longBytes("1", "1TiB"), bytes, "Bytes that each topic keeps at most."),
                in.read("age", duration("10ms", "3650d"), age, "How long each topic keeps a publication at most."));
    }

    static GatewayConfig.Compression compression(Binder.Section in) {
        return new GatewayConfig.Compression(
                in.read("enabled", yesNo(), "false", "Whether WebSocket clients may have compressed messages."),
                in.read("level", number(1, 9), "1", "From 1, the fastest, to 9, the smallest."),
                in.read("min-bytes", bytes("0", "16MiB"), "256", "Shorter messages are not compressed."),
                in.read("max-bytes", bytes("1", "32MiB"), "64KiB", "Longer messages are not compressed."));
    }

    static GatewayConfig.Delivery delivery(Binder.Section in) {
        return new GatewayConfig.Delivery(
                in.read("high-watermark", bytes("1", "64MiB"), "64KiB", "Pending bytes that pause a connection."),
                in.read("low-watermark", bytes("1", "64MiB"), "32KiB", "Pending bytes at which a paused one goes on."),
                in.read("slice", bytes("1", "16MiB"), "32KiB", "Bytes of the log handed over at a time."),
                in.read("notsent-lowat", bytes("0", "64MiB"), "64KiB", "TCP_NOTSENT_LOWAT; 0 = kernel's choice."),
                in.read("send-buffer", bytes("0", "64MiB"), "0", "SO_SNDBUF; 0 = kernel's choice."),
                in.read("direct-write", yesNo(), "true", "Write to the socket at once when nothing is pending."));
    }

    static GatewayConfig.Lag lag(Binder.Section in) {
        return new GatewayConfig.Lag(
                lagPolicy(in, "disconnect"),
                lagMaxKeys(in, "1000"),
                in.read("max-time", duration("10ms", "1d"), "30s", "A subscriber stuck for this long is closed."));
    }

    static GatewayConfig.Lag.Policy lagPolicy(Binder.Section in, String policy) {
        return in.read(
                "policy",
                choice(GatewayConfig.Lag.Policy.class),
                policy,
                "What becomes of a subscriber that retention overtakes.");
    }

    static int lagMaxKeys(Binder.Section in, String maxKeys) {
        return in.read(
                "max-keys", number(1, 1_000_000), maxKeys, "With policy latest: it skips where there are more keys.");
    }

    static GatewayConfig.Close close(Binder.Section in) {
        return new GatewayConfig.Close(
                in.read("timeout", duration("1ms", "10m"), "5s", "How long a Close waits behind pending frames."));
    }

    static GatewayConfig.Hub hub(Binder.Section in) {
        return new GatewayConfig.Hub(
                in.read("mailbox-commands", number(1, 10_000_000), "4096", "Publishes waiting for the hub."),
                in.read("mailbox-bytes", longBytes("1", "64GiB"), "16MiB", "Bytes of the publishes waiting."),
                in.read("mailbox-share", share(0.01), "0.75", "Part of the mailbox for one push key at most."),
                in.read("subscribe-commands", number(1, 10_000_000), "8192", "Subscribes waiting for the hub."),
                in.read("publish-wait", duration("0s", "1m"), "1s", "A publish waits this long for a slow shard."));
    }

    static GatewayConfig.Shard shard(Binder.Section in) {
        return new GatewayConfig.Shard(
                in.read("max-stall", duration("10ms", "1h"), "10s", "A shard silent for this long is given up."),
                in.read("pass-time", duration("10us", "1s"), "2ms", "A delivery pass yields after this."));
    }

    static GatewayConfig.Memory memory(Binder.Section in) {
        return new GatewayConfig.Memory(
                in.read("log-budget", logBudget("1MiB"), "40%", "Memory of all topics' logs together."));
    }
}
