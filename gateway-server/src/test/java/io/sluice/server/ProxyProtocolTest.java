package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The PROXY header over real sockets; every byte of it is in {@code ProxyHeaderTest}. */
class ProxyProtocolTest {

    private final TestGateway gateway = TestGateway.start(
            "client.trusted-proxies=127.0.0.0/8",
            "client.proxy-protocol=true",
            "limits.connections-per-address=1",
            "limits.handshake-timeout=1s");

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Wire connect(byte[] header) {
        Wire wire = new Wire(gateway.gateway.clientPort(), 0);
        wire.write(header);
        return wire;
    }

    private static Wire.Head ask(Wire wire, String request) {
        wire.write(request);
        return wire.readHead();
    }

    private void assertListed(String... addresses) {
        try (PushClient client = gateway.publisher()) {
            String listing = client.get("/api/connections").body();
            for (String address : addresses) {
                assertThat(listing).contains("\"remoteAddress\":\"" + address + "\"");
            }
        }
    }

    @Test
    void theClientIsListedCountedAndServedUnderItsOwnAddress() {
        byte[] oneLine = "PROXY TCP4 203.0.113.10 192.0.2.80 50000 443\r\n".getBytes(StandardCharsets.US_ASCII);
        try (Wire socket = connect(ProxyHeaderBytes.ofClient("203.0.113.9"));
                PushClient publisher = gateway.publisher()) {
            assertThat(ask(socket, WsClient.handshake("/ws?topic=a")).status()).isEqualTo(101);
            try (Wire second = connect(ProxyHeaderBytes.ofClient("203.0.113.9"));
                    Wire stream = connect(oneLine)) {
                assertThat(ask(second, SseClient.request("/sse?topic=a")).status())
                        .isEqualTo(503);
                assertThat(ask(stream, SseClient.request("/sse?topic=a")).status())
                        .isEqualTo(200);
                assertListed("203.0.113.9", "203.0.113.10");
            }
            publisher.publish("/api/push?topic=a", "for both");
            assertThat(new String(socket.read(10), StandardCharsets.UTF_8)).endsWith("for both");
        }
        gateway.awaitNoConnection(TestGateway.PATIENCE);
    }

    @Test
    void whoSaysWhoItIsBehindAHeaderWithoutAnAddressIsListedUnderTheProxys() {
        try (Wire stream = connect("PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII))) {
            String request = SseClient.request("/sse?topic=a", "X-Forwarded-For: 203.0.113.7");
            assertThat(ask(stream, request).status()).isEqualTo(200);
            assertListed("127.0.0.1");
        }
    }

    @Test
    void theProxysOwnChecksAreAnswered() {
        try (Wire check = connect(ProxyHeaderBytes.ofProxyItself())) {
            Eventually.await("ready", this::isReady, TestGateway.PATIENCE);
            assertThat(ask(check, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").status())
                    .isEqualTo(200);
        }
    }

    private boolean isReady() {
        try (Wire check = connect(ProxyHeaderBytes.ofProxyItself())) {
            return ask(check, "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n").status() == 200;
        }
    }

    @Test
    void aProxyWithoutAHeaderIsClosedCountedAndToldOfInTheLog() {
        try (Wire wire = connect(new byte[0])) {
            wire.write(SseClient.request("/sse?topic=a"));
            assertThat(wire.isAtEnd()).isTrue();
        }
        // The proxy hears of the end before that is counted.
        Eventually.await(
                "a line in the log",
                () -> gateway.log().messages().stream()
                        .anyMatch(line -> line.startsWith("closed a connection of 127.0.0.1")
                                && line.endsWith("client.proxy-protocol=false")),
                TestGateway.PATIENCE);
        assertThat(gateway.counter("handshake.refused.proxy-header")).isEqualTo(1);
    }

    @Test
    void aHeaderThatNeverEndsIsClosedInTime() {
        try (Wire wire = connect(java.util.Arrays.copyOf(ProxyHeaderBytes.ofClient("203.0.113.9"), 20))) {
            assertThat(wire.readToEnd()).startsWith("HTTP/1.1 408 ");
        }
        assertThat(gateway.counter("handshake.refused.timeout")).isEqualTo(1);
    }
}
