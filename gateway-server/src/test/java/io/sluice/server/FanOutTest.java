package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FanOutTest {

    private static final int SUBSCRIBERS = 1_000;
    private static final int MESSAGES = 10_000;
    private static final int WINDOW = 128;

    @Test
    void aThousandSubscribersGetTenThousandMessagesInOrderAndOnce() {
        try (TestGateway gateway = TestGateway.start();
                Crowd crowd = new Crowd(
                        gateway.gateway.clientPort(), "/ws?topic=a", SUBSCRIBERS, 8 << 10, FanOutTest::inOrder);
                PushClient publisher = gateway.publisher()) {
            assertThat(gateway.subscribers()).isEqualTo(SUBSCRIBERS);
            List<Long> offsets = publisher.publishAll("/api/push?topic=a", MESSAGES, WINDOW, FanOutTest::numbered);
            assertThat(offsets)
                    .isEqualTo(LongStream.range(offsets.get(0), offsets.get(0) + MESSAGES)
                            .boxed()
                            .toList());
            crowd.awaitReceived(MESSAGES, Duration.ofSeconds(60));
            assertThat(crowd.members()).allMatch(member -> member.received == MESSAGES);
            assertThat(crowd.ended()).isZero();
        }
    }

    /** A message that carries its number. */
    static byte[] numbered(int number) {
        return ByteBuffer.allocate(16).putLong(number).array();
    }

    /** The number must be the count of messages before. */
    static void inOrder(Crowd.Member member, ByteBuffer payload) {
        long number = payload.getLong();
        if (number != member.received) {
            throw new AssertionError("client " + member.index + " got " + number + " after " + member.received);
        }
    }
}
