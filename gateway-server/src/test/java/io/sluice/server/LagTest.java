package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.model.Disconnect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told to a client that retention overtakes. */
class LagTest {

    private static final int MESSAGES = 200;
    private static final int KEYS = 3;
    private static final int SMALL_BUFFER = 4096;
    private static final String PADDING = "x".repeat(16 << 10);

    private final TestGateway gateway = TestGateway.start(
            "retention.messages=20",
            "delivery.send-buffer=16KiB",
            "close.timeout=300ms",
            "topics=[{match: skip, lag: {policy: skip}}, {match: latest, lag: {policy: latest, max-keys: 10}}]");
    private final PushClient publisher = gateway.publisher();

    @AfterEach
    void stop() {
        publisher.close();
        gateway.close();
    }

    /** Publishes more than the kernel and retention hold; message {@code n} has the offset {@code n + 1}. */
    private void publishMany(String topic) {
        for (int i = 0; i < MESSAGES; i++) {
            publisher.send(
                    "/api/push?topic=" + topic + "&key=" + i % KEYS,
                    "text/plain",
                    (i + PADDING).getBytes(StandardCharsets.US_ASCII));
            publisher.answer();
        }
    }

    private JsonClient slow(String topic) {
        JsonClient client = JsonClient.open(gateway.gateway.clientPort(), "/ws?topic=" + topic, SMALL_BUFFER);
        client.next("subscribed");
        publishMany(topic);
        return client;
    }

    @Test
    void skippingTellsTheGapAndGoesOnWithTheOldest() {
        try (JsonClient client = slow("skip")) {
            long expected = 1;
            long skipped = 0;
            while (expected <= MESSAGES) {
                JsonNode event = client.next();
                if (event.get("type").textValue().equals("gap")) {
                    assertThat(event.get("reason").textValue()).isEqualTo("lag");
                    assertThat(event.get("from").longValue()).isEqualTo(expected);
                    expected = event.get("to").longValue() + 1;
                    skipped += event.get("skipped").longValue();
                    assertThat(event.get("skipped").longValue())
                            .isEqualTo(expected - event.get("from").longValue());
                } else {
                    assertThat(event.get("offset").longValue()).isEqualTo(expected);
                    expected++;
                }
            }
            assertThat(skipped).isPositive().isEqualTo(gateway.counter("delivery.skipped"));
            assertThat(gateway.counter("delivery.gaps.lag")).isPositive();
        }
    }

    @Test
    void latestGoesOnWithTheNewestOfEachKey() {
        try (JsonClient client = slow("latest")) {
            long expected = 1;
            JsonNode event = client.next();
            for (; event.get("type").textValue().equals("message"); event = client.next()) {
                assertThat(event.get("offset").longValue()).isEqualTo(expected++);
            }
            assertThat(event.get("reason").textValue()).isEqualTo("latest");
            assertThat(event.get("from").longValue()).isEqualTo(expected);
            long to = event.get("to").longValue();
            List<Long> newest = new ArrayList<>();
            for (long left = to - expected + 1 - event.get("skipped").longValue(); left > 0; left--) {
                newest.add(client.next("message").get("offset").longValue());
            }
            assertThat(newest).hasSize(KEYS).isSorted().containsExactly(to - 2, to - 1, to);
            assertThat(gateway.counter("delivery.gaps.latest")).isEqualTo(1);
        }
    }

    @Test
    void aStreamIsToldInAnEventAndItsIdsGoOn() {
        try (SseClient client =
                SseClient.open(gateway.gateway.clientPort(), "/sse?topic=skip&topic=other", SMALL_BUFFER)) {
            client.nextBlock();
            publishMany("skip");
            long expected = 1;
            int gaps = 0;
            while (expected <= MESSAGES) {
                List<String> event = client.nextEvent();
                assertThat(event).isNotNull();
                if (event != null && event.contains("event: gap")) {
                    JsonNode gap = ProtocolSchema.parse(event.get(1).substring("data: ".length()));
                    assertThat(gap.get("from").longValue()).isEqualTo(expected);
                    assertThat(gap.get("reason").textValue()).isEqualTo("lag");
                    expected = gap.get("to").longValue() + 1;
                    gaps++;
                } else {
                    assertThat(client.lastId()).matches("\\w+:" + expected + ",\\w+:0");
                    expected++;
                }
            }
            assertThat(gaps).isPositive();
        }
    }

    @Test
    void aPlainWebSocketIsClosedWhateverThePolicy() {
        try (WsClient client = WsClient.open(gateway.gateway.clientPort(), "/ws?topic=skip", SMALL_BUFFER)) {
            publishMany("skip");
            Eventually.await("closed", () -> gateway.closed(Disconnect.SLOW) == 1, TestGateway.PATIENCE);
            assertThat(client.wire.readToEndOrReset()).isPositive();
        }
        assertThat(gateway.counter("delivery.overtaken")).isEqualTo(1);
        assertThat(gateway.counter("delivery.skipped")).isZero();
    }

    @Test
    void withoutARuleTheClientIsSentAwayToResume() {
        try (JsonClient client = slow("other")) {
            Eventually.await("closed", () -> gateway.closed(Disconnect.SLOW) == 1, TestGateway.PATIENCE);
            assertThat(client.socket.wire.readToEndOrReset()).isPositive();
        }
    }
}
