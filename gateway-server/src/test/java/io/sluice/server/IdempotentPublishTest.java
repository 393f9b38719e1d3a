package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Publishing again under the same id, over real sockets. */
class IdempotentPublishTest {

    private final TestGateway gateway = TestGateway.start();
    private final PushClient publisher = gateway.publisher();

    @AfterEach
    void stop() {
        publisher.close();
        gateway.close();
    }

    private PushClient.Answer publish(String target, String id, String payload) {
        publisher.post(target, payload, "Idempotency-Key: " + id);
        return publisher.answer();
    }

    @Test
    void aPublishSentAgainIsAnsweredAgainAndDeliveredOnce() {
        try (WsClient client = gateway.webSocket("/ws?topic=a")) {
            PushClient.Answer first = publish("/api/push?topic=a", "id", "one");
            PushClient.Answer again = publish("/api/push?topic=a", "id", "one");
            publisher.publish("/api/push?topic=a", "two");
            assertThat(first.status()).isEqualTo(202);
            assertThat(first.head().headers()).doesNotContainKey("Idempotent-Replayed");
            assertThat(again.status()).isEqualTo(202);
            assertThat(again.head().header("Idempotent-Replayed")).isEqualTo("true");
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(client.nextText()).isEqualTo("one");
            assertThat(client.nextText()).isEqualTo("two");
            assertThat(gateway.counter("hub.replayed")).isEqualTo(1);
        }
    }

    @Test
    void requestsInFlightTogetherArePublishedOnce() {
        for (int i = 0; i < 50; i++) {
            publisher.post("/api/push?topic=a", "one", "Idempotency-Key: id");
        }
        int replayed = 0;
        for (int i = 0; i < 50; i++) {
            PushClient.Answer answer = publisher.answer();
            assertThat(answer.offset()).isEqualTo(1);
            replayed += answer.head().header("Idempotent-Replayed").equals("true") ? 1 : 0;
        }
        assertThat(replayed).isEqualTo(49);
    }

    @Test
    void aBatchSentAgainPublishesNothing() {
        String lines =
                "{\"topic\":\"a\",\"text\":\"1\",\"id\":\"i1\"}\n{\"topic\":\"a\",\"text\":\"2\",\"id\":\"i2\"}\n";
        publisher.send("/api/batch", lines);
        String first = publisher.chunkedBody();
        publisher.send("/api/batch", lines);
        String again = publisher.chunkedBody();
        assertThat(first).contains("\"offset\":1}\n", "\"offset\":2}\n").doesNotContain("replayed");
        assertThat(again).contains("\"offset\":1,\"replayed\":true}\n", "\"offset\":2,\"replayed\":true}\n");
    }

    @Test
    void noMoreIdsAreRememberedThanTheConfigurationAllows() {
        try (TestGateway small = TestGateway.start("idempotency.max-ids=1");
                PushClient other = small.publisher()) {
            for (String id : List.of("first", "second", "first")) {
                other.post("/api/push?topic=a", "x", "Idempotency-Key: " + id);
                assertThat(other.answer().head().headers()).doesNotContainKey("Idempotent-Replayed");
            }
        }
    }

    @Test
    void otherTopicsMakeItAnotherPublication() {
        assertThat(publish("/api/push?topic=a", "id", "x").offset()).isEqualTo(1);
        assertThat(publish("/api/push?topic=a&topic=b", "id", "x").offset()).isEqualTo(2);
    }
}
