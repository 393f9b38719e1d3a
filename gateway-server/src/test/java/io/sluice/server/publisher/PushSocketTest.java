package io.sluice.server.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PushSocketTest {

    private static final int DEADLINE_MS = 10_000;

    private final FakeEngine engine = new FakeEngine();
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private int port;

    @BeforeEach
    void listen() {
        engine.acceptAtOnce = true;
        Channel channel = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(Publisher.port(engine, new FakeReads(), new MetricRegistry(), "limits.push-connections=2")
                        .initializer())
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        port = ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void anOrdinaryClientPublishesAndReadsMetrics() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            URI root = URI.create("http://localhost:" + port);
            HttpResponse<String> pushed = client.send(
                    HttpRequest.newBuilder(root.resolve("/api/push?topic=a"))
                            .timeout(Duration.ofMillis(DEADLINE_MS))
                            .POST(HttpRequest.BodyPublishers.ofString("é".repeat(30_000)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(pushed.statusCode()).isEqualTo(202);
            assertThat(engine.payloads).containsExactly("é".repeat(30_000));
            HttpResponse<String> metrics = client.send(
                    HttpRequest.newBuilder(root.resolve("/metrics"))
                            .timeout(Duration.ofMillis(DEADLINE_MS))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(metrics.body()).isEqualTo("up 1\n");
        }
    }

    @Test
    void aHalfClosedPublisherHearsAllAnswersInOrder() throws IOException {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            requests.append(Publisher.request("POST", "/api/push?topic=t" + i, "Content-Length: 1", "x"));
        }
        String answers = exchange(requests.toString().getBytes(StandardCharsets.US_ASCII));
        var topics = Pattern.compile("\"topic\":\"t(\\d+)\"").matcher(answers);
        int next = 0;
        while (topics.find()) {
            assertThat(Integer.parseInt(topics.group(1))).isEqualTo(next++);
        }
        assertThat(next).isEqualTo(1000);
    }

    @Test
    void aPublisherThatSendsFarTooMuchStillReadsTheRefusal() throws IOException {
        byte[] head = Publisher.request("POST", "/api/push", "Content-Length: 4000000", "")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = java.util.Arrays.copyOf(head, head.length + 4_000_000);
        assertThat(exchange(all)).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aHalfClosedPublisherHearsThatItsBodyIsIncomplete() throws IOException {
        assertThat(exchange(Publisher.request("POST", "/api/push", "Content-Length: 9", "half")
                        .getBytes(StandardCharsets.US_ASCII)))
                .startsWith("HTTP/1.1 400 ")
                .contains("incomplete");
        assertThat(engine.commands).isEmpty();
    }

    @Test
    void oneConnectionTooManyIsRefused() throws IOException {
        try (Socket one = connect();
                Socket two = connect()) {
            one.getOutputStream().write('G');
            two.getOutputStream().write('G');
            assertThat(exchange(new byte[0])).startsWith("HTTP/1.1 503 ").contains("retry-after: 1");
            assertThat(ask("/metrics")).startsWith("HTTP/1.1 503 ").contains("limits.push-connections");
        }
    }

    /** A full gateway is a healthy one. */
    @Test
    void healthIsAnsweredWhereThereIsNoRoomForAnotherConnection() throws IOException {
        try (Socket one = connect();
                Socket two = connect()) {
            one.getOutputStream().write('G');
            two.getOutputStream().write('G');
            assertThat(ask("/healthz")).startsWith("HTTP/1.1 200 ").contains("connection: close");
            assertThat(ask("/readyz")).startsWith("HTTP/1.1 503 ").contains("warming up");
        }
    }

    @Test
    void noMoreThanAFewWaitToBeAskedWhatTheyWantWhereThereIsNoRoom() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 2 + ConnectionLimit.MAX_WAITING; i++) {
                silent.add(connect());
            }
            try (Socket late = connect()) {
                byte[] unasked = late.getInputStream().readAllBytes();
                assertThat(new String(unasked, StandardCharsets.UTF_8)).startsWith("HTTP/1.1 503 ");
            }
            silent.removeLast().close();
            // The port hears of that end in its own time.
            long deadline = System.nanoTime() + Duration.ofMillis(DEADLINE_MS).toNanos();
            String answer = ask("/healthz");
            while (answer.startsWith("HTTP/1.1 503 ") && System.nanoTime() < deadline) {
                answer = ask("/healthz");
            }
            assertThat(answer).startsWith("HTTP/1.1 200 ");
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    private String ask(String target) throws IOException {
        return exchange(Publisher.request("GET", target, "", "").getBytes(StandardCharsets.US_ASCII));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(DEADLINE_MS);
        return socket;
    }

    /** Sends everything, then ends its own direction, then reads to the end. */
    private String exchange(byte[] bytes) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
