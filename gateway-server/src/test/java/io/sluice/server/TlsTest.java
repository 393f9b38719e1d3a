package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.Disconnect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients do, over TLS on both ports. */
class TlsTest {

    @TempDir
    private Path folder;

    private Certificates certificates;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        certificates = new Certificates(folder);
        gateway = start(
                "limits.handshake-timeout=1s", "close.timeout=300ms", "lag.max-time=1s", "heartbeat.interval=500ms");
    }

    private TestGateway start(String... settings) throws Exception {
        return TestGateway.start(
                java.util.stream.Stream.concat(certificates.installBoth().stream(), java.util.Arrays.stream(settings))
                        .toArray(String[]::new));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private int clientPort() {
        return gateway.gateway.clientPort();
    }

    private Wire client() {
        return certificates.connect(clientPort());
    }

    private PushClient publisher() {
        return new PushClient(certificates.connect(gateway.gateway.pushPort()));
    }

    private static void await(String what, java.util.function.BooleanSupplier condition) {
        Eventually.await(what, condition, TestGateway.PATIENCE);
    }

    @Test
    void aPublicationComesToAllSurfaces() {
        try (PushClient publisher = publisher();
                WsClient socket = WsClient.open(client(), "/ws?topic=a", "");
                JsonClient json = JsonClient.open(client(), "/ws?topic=a");
                SseClient stream = SseClient.open(client(), "/sse?topic=a")) {
            json.next("subscribed");
            publisher.publish("/api/push?topic=a", "hello");
            assertThat(socket.nextText()).isEqualTo("hello");
            assertThat(json.nextMessage("a")).isEqualTo("hello");
            assertThat(stream.nextData()).isEqualTo("hello");
        }
        gateway.awaitNoConnection(TestGateway.PATIENCE);
        assertThat(gateway.counter("tls.client.handshakes")).isEqualTo(3);
        assertThat(gateway.counter("tls.push.handshakes")).isEqualTo(1);
    }

    @Test
    void whatIsCountedIsDocumented() throws IOException {
        String documented = java.nio.file.Files.readString(Path.of("..", "docs", "METRICS.md"));
        try (PushClient publisher = publisher()) {
            assertThat(publisher.get("/metrics").body().lines())
                    .filteredOn(line -> line.startsWith("tls_"))
                    .hasSizeGreaterThan(20)
                    .allSatisfy(line -> assertThat(documented).contains('`' + line.split("[ {]", 2)[0] + '`'));
        }
    }

    @Test
    void aClientThatComesBackGoesOnAtItsPosition() {
        try (PushClient publisher = publisher()) {
            String position = publisher.publishForPosition("/api/push?topic=a", "one");
            publisher.publish("/api/push?topic=a", "two");
            try (WsClient socket = WsClient.open(client(), "/ws?topic=a&since=" + position, "")) {
                assertThat(socket.nextText()).isEqualTo("two");
            }
        }
    }

    @Test
    void aDrainSaysGoodbyeAndEndsWithCloseNotify() {
        WsClient socket = WsClient.open(client(), "/ws?topic=a", "");
        CompletableFuture<Boolean> drained = gateway.gateway.drain();
        // A connection cut without close_notify would be an error of the client's, and no end.
        assertThat(socket.nextAnsweringPings().closeCode()).isEqualTo(1012);
        socket.sendClose(1012);
        assertThat(socket.wire.read()).isEqualTo(-1);
        assertThat(drained.join()).isTrue();
    }

    @Test
    void aPageOfTheSameSiteMayConnectAndOneByPlainHttpMayNot() {
        try (Wire wire = client()) {
            wire.write(SseClient.request("/sse?topic=a", "Origin: https://localhost"));
            assertThat(wire.readHead().status()).isEqualTo(200);
        }
        try (Wire wire = client()) {
            wire.write(SseClient.request("/sse?topic=a", "Origin: http://push.example")
                    .replace("Host: localhost", "Host: push.example"));
            assertThat(wire.readHead().status()).isEqualTo(403);
        }
        try (Wire wire = client()) {
            wire.write(SseClient.request("/sse?topic=a", "Origin: https://push.example")
                    .replace("Host: localhost", "Host: push.example"));
            assertThat(wire.readHead().status()).isEqualTo(200);
        }
    }

    @Test
    void whoReadsNothingIsClosedAsSlowAndKeepsNothing() {
        byte[] payload = new byte[16 << 10];
        try (PushClient publisher = publisher();
                WsClient slow = WsClient.open(certificates.connect(clientPort(), 4096), "/ws?topic=a", "");
                WsClient other = WsClient.open(client(), "/ws?topic=b", "")) {
            publisher.publishAll("/api/push?topic=a", 200, 32, number -> payload);
            assertThat(gateway.gateway.channels().stream()
                            .mapToLong(TestGateway::pendingBytes)
                            .max()
                            .orElse(0))
                    .as("a slice beyond the watermark at most, and what encrypting adds")
                    .isBetween(1L, (64L << 10) + (32 << 10) + (4 << 10));
            await("the slow one is closed", () -> gateway.closed(Disconnect.SLOW) == 1);
            await("its channel is gone", () -> gateway.gateway.channels().size() == 1);
            publisher.publish("/api/push?topic=b", "still");
            assertThat(other.nextText()).isEqualTo("still");
            assertThat(slow.wire.readToEndOrReset()).isPositive();
        }
        assertThat(gateway.log().messages()).noneMatch(line -> line.contains("force-closing"));
    }

    @Test
    void aSlowReaderThatGoesOnGetsEverythingInOrder() {
        try (PushClient publisher = publisher();
                WsClient slow = WsClient.open(certificates.connect(clientPort(), 4096), "/ws?topic=a", "")) {
            publisher.publishAll(
                    "/api/push?topic=a",
                    100,
                    32,
                    number -> java.nio.ByteBuffer.allocate(16 << 10)
                            .putInt(number)
                            .array());
            for (int number = 0; number < 100; number++) {
                WsClient.Frame frame = slow.nextAnsweringPings();
                assertThat(java.nio.ByteBuffer.wrap(frame.payload).getInt()).isEqualTo(number);
            }
        }
    }

    @Test
    void plainHttpIsToldThatThePortSpeaksTls() {
        for (int port : new int[] {clientPort(), gateway.gateway.pushPort()}) {
            try (Wire wire = new Wire(port, 0)) {
                wire.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(wire.readHead().status()).isEqualTo(400);
                assertThat(wire.readToEnd())
                        .contains("urn:sluice:problem:tls-required")
                        .contains("https://");
            }
        }
        assertThat(gateway.counter("tls.client.failed.not-tls")).isEqualTo(1);
        gateway.awaitNoConnection(TestGateway.PATIENCE);
    }

    @Test
    void garbageIsClosedWithoutAWord() {
        try (Wire wire = new Wire(clientPort(), 0)) {
            wire.write(new byte[] {0, 1, 2, 3});
            assertThat(wire.isAtEnd()).isTrue();
        }
        try (Wire wire = new Wire(clientPort(), 0)) {
            wire.write(new byte[] {22, 1, 2, 3, 4, 5, 6, 7});
            assertThat(wire.readToEndOrReset()).as("an alert at most").isLessThan(10);
        }
        gateway.awaitNoConnection(TestGateway.PATIENCE);
    }

    @Test
    void halfAClientHelloIsHeldUntilTheDeadlineAndTakesAPlaceAmongTheHandshakes() {
        for (int port : new int[] {clientPort(), gateway.gateway.pushPort()}) {
            try (Wire wire = new Wire(port, 0)) {
                wire.write(new byte[] {22, 3, 1, 1, 0, 1, 0});
                if (port == clientPort()) {
                    await("a place is taken", () -> handshakes() == 1);
                }
                assertThat(wire.readToEndOrReset()).isZero();
            }
        }
        await("it is given back", () -> handshakes() == 0);
        assertThat(gateway.counter("handshake.refused.timeout")).isEqualTo(1);
    }

    private long handshakes() {
        return gateway.registry().getGauges((name, metric) -> name.equals("handshake.in-flight")).values().stream()
                .mapToLong(gauge -> ((Number) gauge.getValue()).longValue())
                .sum();
    }

    @Test
    void aProxyHeaderComesBeforeTlsAndWhoItNamesSpeaksHttps() throws Exception {
        try (TestGateway behind = start("client.proxy-protocol=true", "client.trusted-proxies=127.0.0.1");
                java.net.Socket plain = Wire.connect(behind.gateway.clientPort(), 0, "127.0.0.1")) {
            plain.getOutputStream()
                    .write("PROXY TCP4 192.0.2.7 192.0.2.1 4711 443\r\n"
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            SSLSocket socket =
                    (SSLSocket) certificates.context().getSocketFactory().createSocket(plain, "localhost", 443, true);
            try (SseClient stream = SseClient.open(new Wire(socket), "/sse?topic=a", "Origin: https://localhost")) {
                assertThat(stream.head.status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aHandshakeForWhichThereIsNoPlaceIsClosed() throws Exception {
        try (TestGateway small = start("limits.handshakes=1");
                Wire half = new Wire(small.gateway.clientPort(), 0)) {
            half.write(new byte[] {22, 3, 1, 1, 0, 1, 0});
            await(
                    "a place is taken",
                    () ->
                            small
                                    .registry()
                                    .getGauges((name, metric) -> name.equals("handshake.in-flight"))
                                    .values()
                                    .stream()
                                    .allMatch(gauge -> ((Number) gauge.getValue()).intValue() == 1));
            assertThatThrownBy(
                            () -> certificates.begin(small.gateway.clientPort()).startHandshake())
                    .isInstanceOf(IOException.class);
            assertThat(small.counter("handshake.refused.limit-handshakes")).isEqualTo(1);
        }
    }

    @Test
    void anOldVersionIsRefused() throws Exception {
        try (SSLSocket socket = certificates.begin(clientPort())) {
            // Java itself would not speak it any more, so this is the hello of one that does.
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
        }
        try (Wire wire = new Wire(clientPort(), 0)) {
            wire.write(OldHello.tls11());
            byte[] alert = wire.read(7);
            assertThat(alert[0]).as("an alert").isEqualTo((byte) 21);
            assertThat(alert[6]).as("protocol_version").isEqualTo((byte) 70);
            assertThat(wire.readToEndOrReset()).isZero();
        }
        await("counted", () -> gateway.counter("tls.client.failed.protocol") == 1);
    }

    @Test
    void http11IsWhatIsAgreedOn() throws Exception {
        try (SSLSocket socket = certificates.begin(clientPort())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void aClientThatComesBackResumesItsSession() throws Exception {
        for (String version : new String[] {"TLSv1.3", "TLSv1.2"}) {
            SSLContext context = certificates.context();
            long before = gateway.counter("tls.client.resumed");
            SSLSession first = sessionOf(context, version);
            SSLSession second = sessionOf(context, version);
            assertThat(second.getCreationTime()).as(version).isEqualTo(first.getCreationTime());
            assertThat(gateway.counter("tls.client.resumed")).as(version).isEqualTo(before + 1);
        }
    }

    /** Talks, since the ticket of TLS 1.3 comes after the handshake. */
    private SSLSession sessionOf(SSLContext context, String version) throws IOException {
        SSLSocket socket = Certificates.begin(context, clientPort(), 0);
        socket.setEnabledProtocols(new String[] {version});
        socket.startHandshake();
        try (Wire wire = new Wire(socket)) {
            wire.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(wire.readHead().status()).isEqualTo(200);
            assertThat(wire.readToEnd()).isEmpty();
        }
        return socket.getSession();
    }

    @Test
    void aClientMayNotNegotiateAnew() throws Exception {
        SSLSocket socket = certificates.begin(clientPort());
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        socket.startHandshake();
        try (WsClient client = WsClient.open(new Wire(socket), "/ws?topic=a", "")) {
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        client.nextText();
                    })
                    .isInstanceOfAny(SSLException.class, UncheckedIOException.class, IOException.class);
            await("it is closed", () -> gateway.closed() == 1);
        }
        assertThat(gateway.counter("tls.client.handshakes")).isEqualTo(1);
    }

    @Test
    void aClientThatDoesNotTrustTheCertificateIsCounted() throws Exception {
        SSLContext stranger = new Certificates(folder).context();
        assertThatThrownBy(() -> Certificates.begin(stranger, clientPort(), 0).startHandshake())
                .isInstanceOf(SSLException.class);
        await("counted", () -> gateway.counter("tls.client.failed.alert") == 1);
        gateway.awaitNoConnection(TestGateway.PATIENCE);
    }

    @Test
    void aRefusedPublisherReadsItsAnswerToTheEnd() throws Exception {
        try (Wire wire = certificates.connect(gateway.gateway.pushPort())) {
            wire.write("POST /api/push?topic=a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\nabc");
            Wire.Head head = wire.readHead();
            assertThat(head.status()).isEqualTo(413);
            assertThat(wire.readToEnd()).hasSize(Integer.parseInt(head.header("content-length")));
        }
    }

    @Test
    void anIdlePublisherIsNotTakenForOneThatIsSlowWithItsRequest() throws Exception {
        try (PushClient idle = publisher()) {
            Eventually.await(
                    "longer than the time of a handshake",
                    new java.util.function.BooleanSupplier() {
                        private final long end =
                                System.nanoTime() + Duration.ofMillis(1300).toNanos();

                        @Override
                        public boolean getAsBoolean() {
                            return System.nanoTime() - end > 0;
                        }
                    },
                    TestGateway.PATIENCE);
            assertThat(idle.get("/readyz").status()).isEqualTo(200);
        }
    }
}
