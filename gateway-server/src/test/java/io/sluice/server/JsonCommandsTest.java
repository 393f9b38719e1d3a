package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands of {@code sluice.v1.json} and the answers to them. */
class JsonCommandsTest {

    private final TestGateway gateway = TestGateway.start("limits.topics-per-connection=4", "close.timeout=1s");
    private final PushClient publisher = gateway.publisher();
    private final JsonClient client = gateway.json("/ws");

    @AfterEach
    void stop() {
        client.close();
        publisher.close();
        gateway.awaitNoConnection(TestGateway.PATIENCE);
        gateway.close();
    }

    private long publish(String topic, String payload) {
        return publisher.publish("/api/push?topic=" + topic, payload);
    }

    @Test
    void aSubscribeIsAnsweredPerTopicWithThePositionFromWhichItCounts() {
        publish("a", "before");
        int id = client.subscribe("a", "b");
        JsonNode a = client.next("subscribed");
        assertThat(a.get("id").intValue()).isEqualTo(id);
        assertThat(a.get("topic").textValue()).isEqualTo("a");
        assertThat(a.get("offset").intValue()).isEqualTo(1);
        assertThat(a.get("first").intValue()).isEqualTo(1);
        assertThat(a.has("recovered")).isFalse();
        JsonNode b = client.next("subscribed");
        assertThat(b.get("topic").textValue()).isEqualTo("b");
        assertThat(b.get("offset").intValue()).isZero();
        publish("a", "after");
        JsonNode message = client.next("message");
        assertThat(message.get("offset").intValue()).isEqualTo(2);
        assertThat(message.get("data").textValue()).isEqualTo("after");
        assertThat(gateway.counter("commands.subscribe")).isEqualTo(1);
    }

    @Test
    void theTopicsOfTheHandshakeAreSubscribedByACommandWithIdZero() {
        try (JsonClient other = gateway.json("/ws?topic=a&topic=b")) {
            assertThat(other.next("subscribed").get("id").intValue()).isZero();
            assertThat(other.next("subscribed").get("topic").textValue()).isEqualTo("b");
            publish("b", "hello");
            assertThat(other.nextMessage("b")).isEqualTo("hello");
        }
        assertThat(gateway.counter("connections.opened.json")).isEqualTo(2);
    }

    @Test
    void dataIsEmbeddedAsWhatItIs() {
        client.subscribe("a");
        client.next("subscribed");
        publish("a", "line\n\"quoted\" 🙂");
        assertThat(client.next("message").get("data").textValue()).isEqualTo("line\n\"quoted\" 🙂");
        publisher.send("/api/push?topic=a", "application/json", "{\"x\": [1]}".getBytes(StandardCharsets.UTF_8));
        publisher.answer();
        assertThat(client.next("message").at("/data/x/0").intValue()).isEqualTo(1);
        publisher.publishBinary("/api/push?topic=a", new byte[] {0, (byte) 0xFF});
        JsonNode binary = client.next("message");
        assertThat(binary.get("encoding").textValue()).isEqualTo("base64");
        assertThat(binary.get("data").textValue()).isEqualTo("AP8=");
    }

    @Test
    void afterUnsubscribedNothingOfTheTopicFollows() {
        client.subscribe("a", "b");
        client.next("subscribed");
        client.next("subscribed");
        int id = client.unsubscribe("a");
        JsonNode answer = client.next("unsubscribed");
        assertThat(answer.get("id").intValue()).isEqualTo(id);
        assertThat(answer.get("topic").textValue()).isEqualTo("a");
        publish("a", "unheard");
        publish("b", "heard");
        assertThat(client.nextMessage("b")).isEqualTo("heard");
        client.subscribe("a");
        assertThat(client.next("subscribed").get("offset").intValue()).isEqualTo(1);
        publish("a", "again");
        assertThat(client.nextMessage("a")).isEqualTo("again");
    }

    @Test
    void commandsAreCarriedOutInTheirOrderWhetherOrNotTheHubHasAnswered() {
        client.subscribe("a");
        client.unsubscribe("a");
        client.subscribe("a");
        client.subscribe("a");
        client.ping();
        client.next("subscribed");
        client.next("unsubscribed");
        client.next("subscribed");
        client.assertError("already-subscribed");
        client.next("pong");
        publish("a", "once");
        assertThat(client.nextMessage("a")).isEqualTo("once");
        client.assertNothingElse();
    }

    @Test
    void aPingIsAnsweredWithItsId() {
        client.send("{\"id\":9007199254740991,\"later\":{\"x\":[1]},\"type\":\"ping\"}");
        assertThat(client.next("pong").get("id").longValue()).isEqualTo(9_007_199_254_740_991L);
        assertThat(gateway.counter("commands.ping")).isEqualTo(1);
    }
}
