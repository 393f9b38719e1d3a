package io.sluice.server.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A publisher that sends a batch without an end and does not read what it is answered. */
class BatchAnswersTest {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int SOCKET_BUFFER = 16 << 10;
    private static final long POLL_NANOS = 1_000_000;
    private static final int PIPELINED = 64;
    private static final int LINES_PER_CHUNK = 500;

    /** The mark at which a channel is not writable, one more part of an answer, and the codec's framing of it. */
    private static final long MOST_PENDING = (64 << 10) + (32 << 10) + (1 << 10);

    private static final String HEAD = Publisher.request("POST", "/api/batch", "Transfer-Encoding: chunked", "");
    private static final String LINES = "{\"text\":\"x\"}\n".repeat(LINES_PER_CHUNK);
    private static final String CHUNK = Integer.toHexString(LINES.length()) + "\r\n" + LINES + "\r\n";

    private final FakeEngine engine = new FakeEngine();
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final CompletableFuture<Channel> accepted = new CompletableFuture<>();
    private ByteBuffer out = ByteBuffer.wrap(HEAD.getBytes(StandardCharsets.US_ASCII));
    private int linesBegun;
    private int port;

    @BeforeEach
    void listen() {
        engine.acceptAtOnce = true;
        ChannelInitializer<Channel> initializer = Publisher.port(
                        engine,
                        new FakeReads(),
                        new MetricRegistry(),
                        "push.max-pipelined=" + PIPELINED,
                        "push.batch-max-lines=10000000")
                .initializer();
        Channel listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(initializer);
                        accepted.complete(channel);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        port = ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void itIsReadNoFurtherWhenItsAnswersFillTheSocket() throws Exception {
        try (SocketChannel publisher = connect()) {
            Channel channel = accepted.get(20, TimeUnit.SECONDS);
            assertThat(sendUntilItIsReadNoFurther(publisher, channel)).isBetween(1L, MOST_PENDING);
        }
    }

    @Test
    void itIsReadOnWhenItTakesItsAnswers() throws Exception {
        try (SocketChannel publisher = connect()) {
            Channel channel = accepted.get(20, TimeUnit.SECONDS);
            sendUntilItIsReadNoFurther(publisher, channel);
            assertThat(engine.commands).hasSizeLessThan(linesBegun);
            ByteBuffer in = ByteBuffer.allocate(64 << 10);
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (engine.commands.size() < linesBegun) {
                assertThat(System.nanoTime() - deadline)
                        .as("it goes on in time")
                        .isNegative();
                in.clear();
                if (publisher.read(in) + publisher.write(out) == 0) {
                    LockSupport.parkNanos(POLL_NANOS);
                }
            }
            assertThat(engine.commands).hasSize(linesBegun);
        }
    }

    /** Sends until neither the gateway nor the kernels take more; returns the most that was pending. */
    private long sendUntilItIsReadNoFurther(SocketChannel publisher, Channel channel) throws IOException {
        long most = 0;
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        boolean taken = true;
        while (taken || channel.config().isAutoRead() || channel.isWritable()) {
            assertThat(System.nanoTime() - deadline).as("it stops in time").isNegative();
            if (!out.hasRemaining()) {
                out = ByteBuffer.wrap(CHUNK.getBytes(StandardCharsets.US_ASCII));
                linesBegun += LINES_PER_CHUNK;
            }
            taken = publisher.write(out) > 0;
            if (!taken) {
                LockSupport.parkNanos(POLL_NANOS);
            }
            most = Math.max(most, pendingBytes(channel));
        }
        return most;
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.configureBlocking(false);
        return channel;
    }

    private static long pendingBytes(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }
}
