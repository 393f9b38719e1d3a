package io.sluice.server.subscriber.handshake;

import com.codahale.metrics.MetricRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.CharsetUtil;
import io.sluice.server.admin.Health;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.explain.RefusedHandshake;
import io.sluice.server.explain.RefusedHandshakes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The client port up to the router, over a channel without a socket. */
final class Fixture {

    static final String WS_HEADERS = String.join(
            "\r\n",
            "Upgrade: websocket",
            "Connection: keep-alive, Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "");

    final MetricRegistry metrics = new MetricRegistry();
    final HandshakeHandlers handlers;
    private final RefusedHandshakes refused =
            new RefusedHandshakes(10, InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")));
    boolean alive = true;
    boolean ready = true;
    long nowNs;

    Fixture(String... settings) {
        Health health = new Health() {
            @Override
            public Status readiness() {
                return new Status(ready, "");
            }

            @Override
            public Status liveness() {
                return new Status(alive, "");
            }
        };
        handlers = new HandshakeHandlers(
                GatewayConfig.of(settings), 9181, health, refused, metrics, () -> nowNs, () -> Duration.ofSeconds(7));
    }

    /** What was refused to somebody whose handshake it was. */
    List<RefusedHandshake> refused() {
        return refused.newest(each -> true, 10);
    }

    EmbeddedChannel connect() {
        return connect("192.0.2.1");
    }

    EmbeddedChannel connect(String address) {
        EmbeddedChannel channel = new Connection(new InetSocketAddress(ip(address), 4711));
        channel.freezeTime();
        if (handlers.expectsProxyHeader(channel)) {
            channel.pipeline().addLast(HandshakeHandlers.PROXY_HEADER, handlers.proxyHeader());
        }
        channel.pipeline()
                .addLast(new HttpServerCodec())
                .addLast(HandshakeHandlers.REQUEST, handlers.request())
                .addLast(HandshakeHandlers.TIMEOUT, handlers.timeout())
                .addLast(HandshakeHandlers.LIMITS, handlers.limits())
                .addLast(HandshakeHandlers.ORIGIN, handlers.origin())
                .addLast(HandshakeHandlers.ROUTER, handlers.router());
        return channel;
    }

    long refused(String reason) {
        return metrics.counter("handshake.refused." + reason).getCount();
    }

    /** Sends a GET with a Host header and returns what comes back as text, empty if nothing does. */
    static String get(EmbeddedChannel channel, String uri, String headers) {
        return send(channel, "GET " + uri + " HTTP/1.1\r\nHost: push.example.com\r\n" + headers + "\r\n");
    }

    static String send(EmbeddedChannel channel, String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, CharsetUtil.UTF_8));
        return answer(channel);
    }

    static String answer(EmbeddedChannel channel) {
        StringBuilder text = new StringBuilder();
        ByteBuf part = channel.readOutbound();
        while (part != null) {
            text.append(part.toString(CharsetUtil.UTF_8));
            part.release();
            part = channel.readOutbound();
        }
        return text.toString();
    }

    /** Headers as no decoder would let them through. */
    static HttpHeaders uncheckedHeaders() {
        return DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    }

    static InetAddress ip(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static final class Connection extends EmbeddedChannel {
        private final SocketAddress remote;

        Connection(SocketAddress remote) {
            this.remote = remote;
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return remote;
        }
    }
}
