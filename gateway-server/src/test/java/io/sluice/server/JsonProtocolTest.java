package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Disconnect;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ends a connection of {@code sluice.v1.json}, and what does not. */
class JsonProtocolTest {

    private static final byte[] PING = "{\"type\":\"ping\",\"id\":1}".getBytes(StandardCharsets.US_ASCII);

    private final TestGateway gateway = TestGateway.start(
            "limits.inbound-frame=1KiB",
            "delivery.send-buffer=16KiB",
            "limits.inbound-rate=50",
            "close.timeout=2s",
            "lag.max-time=500ms",
            "heartbeat.interval=100ms",
            "heartbeat.timeout=10s");
    private final JsonClient client = gateway.json("/ws");

    @AfterEach
    void stop() {
        client.close();
        gateway.awaitNoConnection(TestGateway.PATIENCE);
        assertThat(gateway.closed()).isEqualTo(gateway.opened());
        gateway.close();
    }

    @Test
    void aMessageInPartsIsOneMessage() {
        client.socket.send(WsClient.TEXT, Arrays.copyOf(PING, 5));
        client.socket.send(0, Arrays.copyOfRange(PING, 5, 9));
        client.socket.send(WsClient.FIN, Arrays.copyOfRange(PING, 9, PING.length));
        client.next("pong");
    }

    @Test
    void aMessageWhosePartsAreTooLargeTogetherIsTooLarge() {
        client.socket.send(WsClient.TEXT, new byte[600]);
        client.socket.send(WsClient.FIN, new byte[600]);
        client.socket.assertClosedWith(1009);
    }

    @Test
    void aBinaryMessageIsNotTaken() {
        client.socket.send(WsClient.FIN | WsClient.BINARY, PING);
        client.socket.assertClosedWith(1003);
    }

    @Test
    void textThatIsNotUtf8IsInvalid() {
        client.socket.send(WsClient.FIN | WsClient.TEXT, new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'});
        client.socket.assertClosedWith(1007);
    }

    @Test
    void itIsFoundInTheFirstFrameThatShowsIt() {
        client.socket.send(WsClient.TEXT, new byte[] {'"', (byte) 0xC3});
        client.socket.send(0, new byte[] {(byte) 0xA4, (byte) 0xF5});
        client.socket.assertClosedWith(1007);
    }

    @Test
    void aTextMayBeCutInTheMiddleOfACharacter() {
        byte[] ping = "{\"type\":\"ping\",\"id\":5,\"x\":\"\u20AC\"}".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < ping.length; i++) {
            client.socket.send(
                    (i == 0 ? WsClient.TEXT : 0) | (i == ping.length - 1 ? WsClient.FIN : 0), new byte[] {ping[i]});
        }
        assertThat(client.next("pong").get("id").intValue()).isEqualTo(5);
    }

    @Test
    void moreMessagesThanAllowedEndTheConnection() {
        for (int i = 0; i < 300 && gateway.closed(Disconnect.POLICY) == 0; i++) {
            client.socket.sendIfOpen(WsClient.FIN | WsClient.TEXT, PING);
        }
        gateway.awaitEmpty();
        assertThat(gateway.closed(Disconnect.POLICY)).isEqualTo(1);
    }

    /** It is not silent, so no heartbeat finds it; and nothing that it sends makes anything grow. */
    @Test
    void aClientThatTalksAndDoesNotReadIsSlow() {
        try (PushClient publisher = gateway.publisher();
                JsonClient deaf = JsonClient.open(gateway.gateway.clientPort(), "/ws?topic=a", 4096)) {
            publisher.publishAll("/api/push?topic=a", 60, 8, i -> new byte[40_000]);
            for (int i = 0; i < 60; i++) {
                deaf.socket.sendIfOpen(WsClient.FIN | WsClient.TEXT, PING);
            }
            Eventually.await("it is closed", () -> gateway.closed(Disconnect.SLOW) == 1, TestGateway.PATIENCE);
        }
        assertThat(gateway.counter("delivery.overtaken")).isZero();
        assertThat(gateway.counter("commands.ping"))
                .as("commands that were read")
                .isLessThan(60);
    }

    @Test
    void afterAViolationTheCloseFollowsWhatIsPending() {
        try (PushClient publisher = gateway.publisher();
                WsClient slow = WsClient.open(gateway.gateway.clientPort(), "/ws?topic=a", 4096)) {
            publisher.publishAll("/api/push?topic=a", 20, 8, i -> new byte[40_000]);
            slow.send(WsClient.FIN | 3, PING);
            WsClient.Frame frame = slow.nextAnsweringPings();
            while (frame.opcode == WsClient.BINARY) {
                frame = slow.nextAnsweringPings();
            }
            assertThat(frame.closeCode()).isEqualTo(1002);
            assertThat(slow.wire.isAtEnd()).isTrue();
        }
    }

    @Test
    void afterAViolationTheCloseFollowsTheAnswersBeforeIt() {
        client.send("{\"type\":\"ping\",\"id\":1}");
        client.socket.send(WsClient.FIN | 3, PING);
        client.next("pong");
        client.socket.assertClosedWith(1002);
    }

    @Test
    void afterTheCloseNoPongIsSent() {
        client.socket.send(WsClient.FIN | WsClient.BINARY, PING);
        client.socket.send(WsClient.FIN | WsClient.PING, PING);
        assertThat(client.socket.nextAnsweringPings().closeCode()).isEqualTo(1003);
        client.socket.sendClose(1003);
        assertThat(client.socket.wire.isAtEnd()).isTrue();
    }
}
