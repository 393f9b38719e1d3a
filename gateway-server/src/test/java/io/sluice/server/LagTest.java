package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Disconnect;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take nothing, on the transport that has no help of the kernel's against them. */
class LagTest {

    private static final int PAYLOAD = 60 << 10;

    /** Far more than the kernel takes for a client with a small receive buffer. */
    private static final int MESSAGES = 200;

    /** All that is published is pending at once, so that no cursor stands still and retention overtakes nobody. */
    private final TestGateway gateway = TestGateway.start(
            "transport=nio",
            "heartbeat.interval=100ms",
            "heartbeat.timeout=1m",
            "lag.max-time=1s",
            "delivery.send-buffer=64KiB",
            "delivery.high-watermark=64MiB",
            "delivery.low-watermark=32MiB",
            "retention.bytes=1MiB");

    private final PushClient publisher = gateway.publisher();

    @AfterEach
    void stop() {
        publisher.close();
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {WsClient.FIN | WsClient.PING, WsClient.FIN | WsClient.PONG})
    void aClientThatKeepsTalkingAndNeverReadsIsClosedAndLetsGoOfTheLog(int frame) {
        try (WsClient client = WsClient.open(gateway.gateway.clientPort(), "/ws?topic=a", 4096)) {
            publisher.publishAll("/api/push?topic=a", MESSAGES, 8, number -> new byte[PAYLOAD]);
            Eventually.await(
                    "what is pending is pinned",
                    () -> gateway.gateway.delivery().hub.memory().pinnedBytes() > MESSAGES * PAYLOAD / 2,
                    TestGateway.PATIENCE);
            assertThat(gateway.open()).isEqualTo(1);
            Eventually.await("it is closed", () -> hasEnded(client, frame), TestGateway.PATIENCE);
        }
        gateway.awaitNoConnection(TestGateway.PATIENCE);
        assertThat(gateway.closed(Disconnect.SLOW)).isEqualTo(1);
        Eventually.await(
                "nothing is pinned",
                () -> gateway.gateway.delivery().hub.memory().pinnedBytes() == 0,
                TestGateway.PATIENCE);
    }

    /** Talks once more; a client that is closed may hear of it by a write that fails. */
    private boolean hasEnded(WsClient client, int frame) {
        try {
            client.send(frame, new byte[] {1});
        } catch (UncheckedIOException e) {
            return gateway.hasNoConnection();
        }
        return gateway.hasNoConnection();
    }
}
