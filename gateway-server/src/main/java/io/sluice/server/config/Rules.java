package io.sluice.server.config;

/** What must hold between keys. */
final class Rules {

    private Rules() {}

    static void check(GatewayConfig config, Binder in) {
        in.rule(
                config.heartbeat().timeout().compareTo(config.heartbeat().interval()) > 0,
                "heartbeat.timeout",
                "is not longer than",
                "heartbeat.interval",
                "more than the interval");
        in.rule(
                config.delivery().lowWatermarkBytes() <= config.delivery().highWatermarkBytes(),
                "delivery.low-watermark",
                "is more than",
                "delivery.high-watermark",
                "at most the high watermark");
        in.rule(
                config.compression().minBytes() <= config.compression().maxBytes(),
                "compression.min-bytes",
                "is more than",
                "compression.max-bytes",
                "at most the longest that is compressed");
        in.rule(
                config.drain().window().compareTo(config.drain().grace()) > 0,
                "drain.window",
                "is not longer than",
                "drain.grace",
                "more than the grace, which the window includes");
        TlsKeys.check(config, in);
        GatewayConfig.Client client = config.client();
        GatewayConfig.Push push = config.push();
        in.rule(
                !client.proxyProtocol() || !client.trustedProxies().isEmpty(),
                "client.proxy-protocol",
                "is set, but nobody may send the header without a proxy in",
                "client.trusted-proxies",
                "name the proxies, for example --set client.trusted-proxies=10.0.0.0/8");
        in.rule(
                client.port() == 0 || client.port() != push.port() || !Hosts.overlap(client.host(), push.host()),
                "push.port",
                "is the same as",
                "client.port",
                "two different ports");
        in.rule(
                push.isLoopback()
                        || !push.keys().isEmpty()
                        || push.tls().clientAuthority().isPresent(),
                "push.host",
                "is open to other machines, and anybody could publish without a key in",
                "push.keys",
                "set push.keys, for example --set push.keys=NAME:SECRET, or set push.host to 127.0.0.1");
    }
}
