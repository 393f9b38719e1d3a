package io.sluice.bench.jmh;

import com.codahale.metrics.MetricRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.sluice.model.Position;
import io.sluice.server.admin.CanaryHealth;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.explain.RefusedHandshakes;
import io.sluice.server.subscriber.ClientPort;
import io.sluice.server.subscriber.handshake.HandshakeHandlers;
import io.sluice.server.subscriber.session.Sessions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A command of a {@code sluice.v1.json} client, from the bytes of its masked frame to those of the answer. The parser has no
 * door of its own; what it costs is what the answer to a command takes longer than that to a ping. The subscribes name a topic
 * that is subscribed already, so they are read whole and then refused, without the hub.
 */
public class JsonCommandBenchmark extends GatewayBenchmark {

    private static final String HANDSHAKE = "GET /ws?topic=" + InMemoryGateway.TOPIC
            + " HTTP/1.1\r\nHost: push.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Protocol: sluice.v1.json\r\n\r\n";
    private static final String POSITION = new Position(0x7F3A_55C1_0E42_9B6DL, 123_456).toString();
    private static final int[] MASK = {0x37, 0xFA, 0x21, 0x3D};
    private static final int FIN_TEXT = 0x81;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;

    /** A ping, or a subscribe to so many topics with a position each. */
    @Param({"ping", "subscribe-1", "subscribe-64"})
    String command = "";

    private InMemoryGateway gateway;
    private EmbeddedChannel client;
    private byte[] frame;

    @Setup
    public void setUp() {
        gateway = new InMemoryGateway(InMemoryGateway.defaultRetention());
        frame = masked(text(command));
        client = new Client();
        client.pipeline().addLast(port(gateway).initializer());
        client.writeInbound(Unpooled.copiedBuffer(HANDSHAKE, StandardCharsets.US_ASCII));
        gateway.run();
        client.runPendingTasks();
        client.releaseOutbound();
        // No client may send that many commands.
        client.pipeline().remove("rate");
    }

    private static ClientPort port(InMemoryGateway gateway) {
        GatewayConfig config = GatewayConfig.of();
        MetricRegistry registry = new MetricRegistry();
        RefusedHandshakes refused = new RefusedHandshakes(0, InstantSource.system());
        return new ClientPort(
                config,
                new HandshakeHandlers(
                        config, 0, new CanaryHealth(gateway.hub(), 1, System::nanoTime), refused, registry),
                new Sessions(
                        config, false, new AtomicLong()::incrementAndGet, refused, InstantSource.system(), registry),
                new DefaultChannelGroup(GlobalEventExecutor.INSTANCE),
                loop -> gateway.shard(),
                registry);
    }

    private static String text(String command) {
        if (command.equals("ping")) {
            return "{\"type\":\"ping\",\"id\":17}";
        }
        int topics = Integer.parseInt(command.substring("subscribe-".length()));
        return IntStream.range(0, topics)
                .mapToObj(i -> "{\"topic\":\"" + InMemoryGateway.TOPIC + (i == 0 ? "" : "." + i) + "\",\"since\":\""
                        + POSITION + "\"}")
                .collect(Collectors.joining(",", "{\"type\":\"subscribe\",\"id\":17,\"topics\":[", "]}"));
    }

    private static byte[] masked(String text) {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuf frame = Unpooled.buffer();
        frame.writeByte(FIN_TEXT);
        if (payload.length < LENGTH_16) {
            frame.writeByte(MASKED | payload.length);
        } else {
            frame.writeByte(MASKED | LENGTH_16).writeShort(payload.length);
        }
        for (int mask : MASK) {
            frame.writeByte(mask);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.writeByte(payload[i] ^ MASK[i % MASK.length]);
        }
        byte[] bytes = new byte[frame.readableBytes()];
        frame.readBytes(bytes);
        return bytes;
    }

    @TearDown
    public void tearDown() {
        client.finishAndReleaseAll();
        gateway.close();
    }

    /** Answers how many bytes the client gets. */
    @Benchmark
    public int answer() {
        send();
        int bytes = 0;
        for (ByteBuf part = client.readOutbound(); part != null; part = client.readOutbound()) {
            bytes += part.readableBytes();
            part.release();
        }
        return bytes;
    }

    private void send() {
        client.writeInbound(client.alloc().directBuffer(frame.length).writeBytes(frame));
    }

    /** The same answer as text. */
    String answerText() {
        send();
        StringBuilder text = new StringBuilder();
        for (ByteBuf part = client.readOutbound(); part != null; part = client.readOutbound()) {
            text.append(part.toString(StandardCharsets.UTF_8));
            part.release();
        }
        return text.toString();
    }

    /** With an address, as the client port's gates want one. */
    private static final class Client extends EmbeddedChannel {
        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
        }
    }
}
