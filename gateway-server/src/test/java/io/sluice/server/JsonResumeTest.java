package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Coming back to where one was with {@code sluice.v1.json}. */
class JsonResumeTest {

    private final TestGateway gateway = TestGateway.start("retention.messages=5");
    private final PushClient publisher = gateway.publisher();
    private final JsonClient client = gateway.json("/ws");

    @AfterEach
    void stop() {
        client.close();
        publisher.close();
        gateway.close();
    }

    private String publish(String payload) {
        return publisher.publishForPosition("/api/push?topic=a", payload);
    }

    @Test
    void aKnownPositionIsRecoveredAndWhatFollowedItComes() {
        String one = publish("one");
        publish("two");
        JsonNode subscribed = client.subscribeFrom("a", "\"since\":\"" + one + "\"");
        assertThat(subscribed.get("recovered").booleanValue()).isTrue();
        assertThat(subscribed.get("epoch").textValue() + ":" + subscribed.get("offset"))
                .isEqualTo(one);
        assertThat(client.next("message").get("offset").intValue()).isEqualTo(2);
        publish("three");
        assertThat(client.nextMessage("a")).isEqualTo("three");
        assertThat(gateway.counter("positions.recovered")).isEqualTo(1);
    }

    @Test
    void thePositionAtTheHeadIsRecoveredToo() {
        String one = publish("one");
        assertThat(client.subscribeFrom("a", "\"since\":\"" + one + "\"")
                        .get("recovered")
                        .booleanValue())
                .isTrue();
        client.assertNothingElse();
    }

    @Test
    void aPositionOfAnotherLifeIsLost() {
        publish("one");
        assertLost("nosuchepoch:1", "epoch", 1, "one");
    }

    @Test
    void aPositionThatRetentionHasPassedIsLost() {
        String first = publish("0");
        for (int i = 1; i <= 50; i++) {
            publish(Integer.toString(i));
        }
        JsonNode subscribed = client.subscribeFrom("a", "\"since\":\"" + first + "\"");
        assertThat(subscribed.get("recovered").booleanValue()).isFalse();
        assertThat(subscribed.get("reason").textValue()).isEqualTo("retention");
        int oldest = subscribed.get("first").intValue();
        assertThat(oldest).isGreaterThan(2);
        assertThat(subscribed.get("offset").intValue()).isEqualTo(oldest - 1);
        assertThat(client.next("message").get("offset").intValue()).isEqualTo(oldest);
    }

    @Test
    void aPositionAheadOfTheHeadIsLost() {
        String one = publish("one");
        assertLost(one.replaceAll(":.*", ":7"), "ahead", 1, "one");
    }

    private void assertLost(String position, String reason, int first, String oldest) {
        JsonNode subscribed = client.subscribeFrom("a", "\"since\":\"" + position + "\"");
        assertThat(subscribed.get("recovered").booleanValue()).isFalse();
        assertThat(subscribed.get("reason").textValue()).isEqualTo(reason);
        assertThat(subscribed.get("first").intValue()).isEqualTo(first);
        assertThat(client.nextMessage("a")).isEqualTo(oldest);
        assertThat(gateway.counter("positions.lost." + reason)).isEqualTo(1);
    }

    @Test
    void deliveryBeginsWithTheNewestOnesOrTheYoungestOnes() {
        publish("one");
        publish("two");
        assertThat(client.subscribeFrom("a", "\"last\":1").has("recovered")).isFalse();
        assertThat(client.nextMessage("a")).isEqualTo("two");
        client.unsubscribe("a");
        client.next("unsubscribed");
        client.subscribeFrom("a", "\"since\":\"-1h\"");
        assertThat(client.nextMessage("a")).isEqualTo("one");
        assertThat(client.nextMessage("a")).isEqualTo("two");
    }

    @Test
    void positionsInTheQueryAreThoseOfItsTopics() {
        String one = publish("one");
        publish("two");
        try (JsonClient other = gateway.json("/ws?topic=a&topic=b&since=" + one + ",")) {
            assertThat(other.next("subscribed").get("recovered").booleanValue()).isTrue();
            assertThat(other.next("subscribed").has("recovered")).isFalse();
            assertThat(other.nextMessage("a")).isEqualTo("two");
        }
    }
}
