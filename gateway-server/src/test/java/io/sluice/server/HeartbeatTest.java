package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Disconnect;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofMillis(600);

    /** For a busy machine; the bound itself is the timeout and one interval. */
    private static final Duration SLACK = Duration.ofMillis(400);

    private final TestGateway gateway = TestGateway.start(
            "heartbeat.interval=" + INTERVAL.toMillis() + "ms",
            "heartbeat.timeout=" + TIMEOUT.toMillis() + "ms",
            "close.timeout=100ms");

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void aClientThatNeverAnswersIsGoneWithinTimeoutAndInterval() {
        try (WsClient silent = gateway.webSocket("/ws?topic=a")) {
            long begin = System.nanoTime();
            assertThat(gateway.subscribers()).isEqualTo(1);
            gateway.awaitEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(TIMEOUT.minus(SLACK), TIMEOUT.plus(INTERVAL).plus(SLACK));
            assertThat(silent.next().opcode).isEqualTo(WsClient.PING);
        }
        assertThat(gateway.closed(Disconnect.READ_TIMEOUT)).isEqualTo(1);
        assertThat(gateway.counter("heartbeat.timeouts")).isEqualTo(1);
    }

    @Test
    void aClientThatOnlyAnswersPingsStays() {
        try (WsClient client = gateway.webSocket("/ws?topic=a")) {
            for (int pings = 0; pings < 8; pings++) {
                WsClient.Frame ping = client.next();
                assertThat(ping.opcode).isEqualTo(WsClient.PING);
                client.send(WsClient.FIN | WsClient.PONG, ping.payload);
            }
            assertThat(gateway.subscribers()).isEqualTo(1);
        }
        gateway.awaitEmpty();
        assertThat(gateway.closed(Disconnect.READ_TIMEOUT)).isZero();
    }

    @Test
    void anEventStreamGetsCommentsAndStays() {
        try (SseClient client = gateway.stream("/sse?topic=a")) {
            assertThat(client.nextBlock()).singleElement().asString().startsWith("retry:");
            assertThat(client.nextBlock()).singleElement().asString().startsWith("id:");
            for (int comments = 0; comments < 6; comments++) {
                assertThat(client.nextBlock()).containsExactly(":");
            }
            assertThat(gateway.subscribers()).isEqualTo(1);
        }
        gateway.awaitEmpty();
    }

    @RepeatedTest(20)
    void aResetIsCleanedUpAtOnce() {
        try (WsClient webSocket = gateway.webSocket("/ws?topic=a");
                SseClient stream = gateway.stream("/sse?topic=a")) {
            webSocket.wire.reset();
            stream.wire.reset();
            gateway.awaitNoConnection(INTERVAL.plus(SLACK));
        }
        assertThat(gateway.closed(Disconnect.RESET) + gateway.closed(Disconnect.WRITE_ERROR))
                .isEqualTo(2);
    }
}
