package io.sluice.server.config;

/** What must hold between keys. */
final class Rules {

    private Rules() {}

    static void check(GatewayConfig config, Binder in) {
        GatewayConfig.Heartbeat heartbeat = config.heartbeat();
        in.rule(
                heartbeat.timeout().compareTo(heartbeat.interval()) > 0,
                "heartbeat.timeout: %s is not longer than heartbeat.interval (%s); allowed: more than the interval"
                        .formatted(Durations.format(heartbeat.timeout()), Durations.format(heartbeat.interval())),
                "heartbeat.timeout",
                "heartbeat.interval");
        GatewayConfig.Delivery delivery = config.delivery();
        in.rule(
                delivery.lowWatermarkBytes() <= delivery.highWatermarkBytes(),
                "delivery.low-watermark: %s is more than delivery.high-watermark (%s); allowed: at most as much"
                        .formatted(
                                ByteSize.format(delivery.lowWatermarkBytes()),
                                ByteSize.format(delivery.highWatermarkBytes())),
                "delivery.low-watermark",
                "delivery.high-watermark");
        GatewayConfig.Drain drain = config.drain();
        in.rule(
                drain.window().compareTo(drain.grace()) > 0,
                "drain.window: %s is not longer than drain.grace (%s); allowed: more than the grace, which it includes"
                        .formatted(Durations.format(drain.window()), Durations.format(drain.grace())),
                "drain.window",
                "drain.grace");
        ports(config, in);
    }

    private static void ports(GatewayConfig config, Binder in) {
        GatewayConfig.Client client = config.client();
        GatewayConfig.Push push = config.push();
        in.rule(
                client.port() == 0 || client.port() != push.port() || !Hosts.overlap(client.host(), push.host()),
                "push.port: %d is also client.port; allowed: two different ports".formatted(push.port()),
                "push.port",
                "client.port",
                "push.host",
                "client.host");
        in.rule(
                push.isLoopback() || !push.keys().isEmpty(),
                ("push.host: %s can be reached from other machines, but push.keys has no key, so anybody could publish; "
                                + "allowed: set push.keys (for example push.keys=NAME:SECRET), or set push.host to "
                                + "127.0.0.1")
                        .formatted(Texts.quote(push.host())),
                "push.host",
                "push.keys");
    }
}
