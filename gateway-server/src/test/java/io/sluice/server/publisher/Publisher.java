package io.sluice.server.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.engine.Engine;
import io.sluice.server.admin.AdminReads;
import io.sluice.server.admin.GatewayReads;
import io.sluice.server.admin.Health;
import io.sluice.server.config.GatewayConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A publisher's connection without a socket: bytes in, bytes out, every buffer that went in is counted. */
final class Publisher implements AutoCloseable {

    final FakeEngine engine = new FakeEngine();
    final FakeReads reads = new FakeReads();
    final MetricRegistry registry = new MetricRegistry();
    final EmbeddedChannel channel;
    private final List<ByteBuf> sent = new ArrayList<>();

    Publisher(String... settings) {
        channel = new EmbeddedChannel(port(engine, reads, registry, settings).initializer());
    }

    static PushPort port(Engine engine, MetricRegistry registry, String... settings) {
        return port(engine, new FakeReads(), registry, settings);
    }

    static PushPort port(Engine engine, GatewayReads reads, MetricRegistry registry, String... settings) {
        GatewayConfig config = GatewayConfig.of(settings);
        return new PushPort(
                config.push(),
                config.limits(),
                engine,
                AdminReads.alone(reads),
                new FixedHealth(),
                out -> out.write("up 1\n".getBytes(StandardCharsets.UTF_8)),
                registry);
    }

    void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) {
        ByteBuf buffer = channel.alloc().buffer(bytes.length).writeBytes(bytes);
        sent.add(buffer);
        channel.writeInbound(buffer);
    }

    void post(String target, String body) {
        send(request("POST", target, "Content-Length: " + body.length(), body));
    }

    static String request(String method, String target, String headers, String body) {
        String lines = headers.isEmpty() ? "" : headers + "\r\n";
        return method + " " + target + " HTTP/1.1\r\nHost: localhost:8081\r\n" + lines + "\r\n" + body;
    }

    /** Everything answered since the last call. */
    String answers() {
        channel.runPendingTasks();
        StringBuilder text = new StringBuilder();
        for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            ByteBuf bytes = (ByteBuf) out;
            text.append(bytes.toString(StandardCharsets.UTF_8));
            bytes.release();
        }
        return text.toString();
    }

    /** Closes the connection; nothing that it read or wrote may be held by anybody then. */
    @Override
    public void close() {
        channel.finishAndReleaseAll();
        assertThat(sent).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
    }

    static ByteBuf utf8(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static final class FixedHealth implements Health {
        @Override
        public Status readiness() {
            return new Status(false, "warming up");
        }

        @Override
        public Status liveness() {
            return new Status(true, "all loops turn");
        }
    }
}
