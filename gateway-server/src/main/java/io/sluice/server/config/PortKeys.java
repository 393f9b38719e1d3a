package io.sluice.server.config;

import static io.sluice.server.config.Kinds.bytes;
import static io.sluice.server.config.Kinds.cidrs;
import static io.sluice.server.config.Kinds.duration;
import static io.sluice.server.config.Kinds.headerName;
import static io.sluice.server.config.Kinds.host;
import static io.sluice.server.config.Kinds.hosts;
import static io.sluice.server.config.Kinds.number;
import static io.sluice.server.config.Kinds.origins;
import static io.sluice.server.config.Kinds.port;
import static io.sluice.server.config.Kinds.yesNo;

/** Keys of the two ports and of what connects to them. */
final class PortKeys {

    private PortKeys() {}

    static GatewayConfig.Client client(Binder.Section in) {
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
                in.read("user-header", headerName(), "off", "Header by which trusted proxies name the user."),
                TlsKeys.client(in.section("tls")));
    }

    static GatewayConfig.Push push(Binder.Section in) {
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
                        "How long requests may wait for more when CPU is short."),
                TlsKeys.push(in.section("tls")));
    }

    static GatewayConfig.Heartbeat heartbeat(Binder.Section in) {
        return new GatewayConfig.Heartbeat(
                in.read("interval", duration("10ms", "1h"), "10s", "How often subscribers are pinged."),
                in.read("timeout", duration("20ms", "1d"), "30s", "Silence after which a subscriber is offline."));
    }

    static GatewayConfig.Limits limits(Binder.Section in) {
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
}
