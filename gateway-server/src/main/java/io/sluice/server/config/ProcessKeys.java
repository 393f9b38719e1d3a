package io.sluice.server.config;

import static io.sluice.server.config.Kinds.duration;
import static io.sluice.server.config.Kinds.number;

/** Keys of the process from its start to its end. */
final class ProcessKeys {

    private ProcessKeys() {}

    static GatewayConfig.Drain drain(Binder.Section in) {
        return new GatewayConfig.Drain(
                in.read("grace", duration("0s", "10m"), "2s", "Publishes are accepted this long after SIGTERM."),
                in.read("window", duration("1ms", "1d"), "30s", "From SIGTERM to exit, grace included."),
                in.read("rate", number(1, 10_000_000), "2000", "Connections told to go away, per second."));
    }

    static GatewayConfig.Summary summary(Binder.Section in) {
        return new GatewayConfig.Summary(
                in.read("interval", duration("1s", "1d"), "1m", "How often a summary line is logged."));
    }

    static GatewayConfig.Explain explain(Binder.Section in) {
        return new GatewayConfig.Explain(
                in.read(
                        "closed-connections",
                        number(0, 10_000_000),
                        "10000",
                        "Connections remembered after their end, for /api/explain."),
                in.read("refusals", number(0, 10_000_000), "1000", "Refused handshakes remembered, for the same."));
    }

    static GatewayConfig.Start start(Binder.Section in) {
        return new GatewayConfig.Start(
                in.read(
                        "warm-up",
                        duration("0s", "1m"),
                        "10s",
                        "How long the gateway may exercise itself before it listens, so that the first real load meets compiled code."));
    }
}
