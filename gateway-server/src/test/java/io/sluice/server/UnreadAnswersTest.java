package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Clients that ask much and read nothing, or leave in the middle of a message. */
class UnreadAnswersTest {

    private static final int TOPICS = 64;
    private static final long HIGH_WATERMARK = 64 << 10;

    /** One command may have been under way when the mark was reached; its answers name each topic. */
    private static final long MOST_PENDING = HIGH_WATERMARK + TOPICS * 512L;

    private static String topics(String quote) {
        return IntStream.range(0, TOPICS)
                .mapToObj(i -> quote.replace("#", "t" + i + "x".repeat(200)))
                .collect(Collectors.joining(","));
    }

    @Test
    void answersThatNobodyReadsStopTheCommandsThatCauseThem() {
        String subscribe = "{\"type\":\"subscribe\",\"id\":1,\"topics\":[" + topics("{\"topic\":\"#\"}") + "]}";
        String unsubscribe = "{\"type\":\"unsubscribe\",\"id\":2,\"topics\":[" + topics("\"#\"") + "]}";
        try (TestGateway gateway = TestGateway.start("limits.inbound-rate=1000000", "delivery.send-buffer=4KiB");
                WsClient client = WsClient.open(
                        gateway.gateway.clientPort(), "/ws", 4096, "Sec-WebSocket-Protocol: sluice.v1.json\r\n")) {
            Thread asking = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 300; i++) {
                    client.sendIfOpen(
                            WsClient.FIN | WsClient.TEXT,
                            (i % 2 == 0 ? subscribe : unsubscribe).getBytes(StandardCharsets.UTF_8));
                }
            });
            Eventually.await(
                    "answers wait",
                    () -> gateway.gateway.channels().stream()
                            .mapToLong(TestGateway::pendingBytes)
                            .anyMatch(bytes -> bytes > HIGH_WATERMARK),
                    TestGateway.PATIENCE);
            for (int i = 0; i < 200; i++) {
                // A round trip through the same gateway, so that it has had time to do more, were it to.
                try (PushClient publisher = gateway.publisher()) {
                    assertThat(publisher.publishForPosition("/api/push?topic=a", "x"))
                            .isNotBlank();
                }
                assertThat(gateway.gateway.channels().stream().mapToLong(TestGateway::pendingBytes))
                        .allMatch(bytes -> bytes <= MOST_PENDING);
            }
            client.wire.reset();
            asking.interrupt();
        }
    }

    /** The gateway's log is silent, which closing it asserts. */
    @Test
    void whoLeavesInTheMiddleOfAMessageIsNotWorthALine() {
        try (TestGateway gateway = TestGateway.start()) {
            for (int i = 0; i < 20; i++) {
                WsClient client = gateway.webSocket("/ws?topic=a");
                client.send(WsClient.TEXT, "unfinished".getBytes(StandardCharsets.UTF_8));
                client.close();
            }
            gateway.awaitNoConnection(TestGateway.PATIENCE);
        }
    }
}
