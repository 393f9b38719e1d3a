package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Disconnect;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowSubscriberTest {

    private static final int PAYLOAD = 16 << 10;
    private static final int MESSAGES = 6_400;
    private static final long RETENTION = 4L << 20;

    /** The others share two processors with the gateway: who publishes waits for them, so that only one is slow. */
    private static final int AHEAD = 100;

    private final TestGateway gateway = TestGateway.start("close.timeout=300ms");
    private final PushClient publisher = gateway.publisher();

    @AfterEach
    void stop() {
        publisher.close();
        gateway.close();
    }

    @Test
    void aSubscriberThatStopsReadingCostsNobodyElseAnything() {
        AtomicLong mostBytes = new AtomicLong();
        try (Crowd others = new Crowd(gateway.gateway.clientPort(), "/ws?topic=a", 20, 64 << 10, FanOutTest::inOrder);
                WsClient slow = WsClient.open(gateway.gateway.clientPort(), "/ws?topic=a", 4096)) {
            publisher.publishAll("/api/push?topic=a", MESSAGES, 32, number -> {
                mostBytes.accumulateAndGet(gateway.logBytes(), Math::max);
                others.awaitReceived(number - AHEAD, TestGateway.PATIENCE);
                return numbered(number);
            });
            others.awaitReceived(MESSAGES, Duration.ofSeconds(30));
            Eventually.await(
                    "the slow one is closed", () -> gateway.closed(Disconnect.SLOW) == 1, TestGateway.PATIENCE);
            assertThat(others.ended()).isZero();
            assertThat(gateway.open()).isEqualTo(20);
            assertThat(gateway.subscribers()).isEqualTo(20);
            Eventually.await(
                    "nothing is pinned",
                    () -> gateway.gateway.delivery().hub.memory().pinnedBytes() == 0,
                    TestGateway.PATIENCE);
            assertThat(slow.wire.readToEndOrReset())
                    .as("it gets what had been sent before")
                    .isPositive();
        }
        System.out.println("slow subscriber: most log bytes " + mostBytes);
        // The publications and their WebSocket frames are retained each, and segments are given up whole.
        assertThat(mostBytes.get()).isLessThan(2 * RETENTION + RETENTION);
        gateway.awaitNoConnection(TestGateway.PATIENCE);
    }

    @Test
    void aResetInTheMiddleOfAWriteIsCleanedUpAtOnce() {
        try (WsClient client = WsClient.open(gateway.gateway.clientPort(), "/ws?topic=a", 4096)) {
            publisher.publishAll("/api/push?topic=a", 200, 32, SlowSubscriberTest::numbered);
            client.wire.reset();
            gateway.awaitNoConnection(Duration.ofSeconds(2));
        }
        assertThat(gateway.closed(Disconnect.RESET) + gateway.closed(Disconnect.WRITE_ERROR))
                .isEqualTo(1);
        Eventually.await(
                "nothing is pinned",
                () -> gateway.gateway.delivery().hub.memory().pinnedBytes() == 0,
                TestGateway.PATIENCE);
    }

    @Test
    void aFloodOfPingsEndsTheConnection() {
        try (WsClient client = gateway.webSocket("/ws?topic=a")) {
            for (int i = 0; i < 1000 && gateway.closed(Disconnect.POLICY) == 0; i++) {
                client.sendIfOpen(WsClient.FIN | WsClient.PING, new byte[125]);
            }
            gateway.awaitNoConnection(TestGateway.PATIENCE);
        }
        assertThat(gateway.closed(Disconnect.POLICY)).isEqualTo(1);
    }

    private static byte[] numbered(int number) {
        return ByteBuffer.allocate(PAYLOAD).putLong(number).array();
    }
}
