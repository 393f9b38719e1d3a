package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every error code of {@code sluice.v1.json}; after each the connection lives. */
class JsonRefusalsTest {

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

    private void publish(String topic, String payload) {
        publisher.publish("/api/push?topic=" + topic, payload);
    }

    @Test
    void aClientMayNotPublish() {
        int id = client.command("publish", "\"topic\":\"a\",\"data\":{\"deep\":[[[1]]]}");
        assertThat(client.assertError("not-allowed").get("id").intValue()).isEqualTo(id);
        assertThat(gateway.counter("commands.refused.not-allowed")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "[]", "7", "\"ping\"", "{\"type\":\"ping\",\"id\":1", "{} {}", "{\"id\":1}}", "{'id':1}"
            })
    void whatIsNotOneObjectIsBadJson(String text) {
        client.send(text);
        assertThat(client.assertError("bad-json").has("id")).isFalse();
        client.assertNothingElse();
    }

    @Test
    void anObjectThatIsTooDeepIsBadJson() {
        client.send("{\"type\":\"ping\",\"id\":1,\"x\":" + "[".repeat(1000) + "]".repeat(1000) + "}");
        client.assertError("bad-json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "9007199254740992", "1.5", "\"1\"", "null", "123456789012345678901234567890"})
    void anIdIsAWholeNumberThatJavaScriptKeeps(String id) {
        client.send("{\"type\":\"ping\",\"id\":" + id + "}");
        assertThat(client.assertError("bad-id").has("id")).isFalse();
        client.send("{\"type\":\"ping\"}");
        client.assertError("bad-id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"x\":1",
                "\"type\":\"shout\"",
                "\"type\":7",
                "\"type\":\"subscribe\"",
                "\"type\":\"subscribe\",\"topics\":[]",
                "\"type\":\"subscribe\",\"topics\":{}",
                "\"type\":\"subscribe\",\"topics\":[\"a\"]",
                "\"type\":\"subscribe\",\"topics\":[{\"topic\":7}]",
                "\"type\":\"subscribe\",\"topics\":[{\"since\":\"-1s\"}]",
                "\"type\":\"subscribe\",\"topics\":[[[]]]",
                "\"type\":\"unsubscribe\",\"topics\":[{\"topic\":\"a\"}]",
                "\"type\":\"unsubscribe\",\"topics\":\"a\"",
            })
    void aCommandThatLacksSomethingIsBad(String fields) {
        assertRefused("{\"id\":5," + fields + "}", "bad-command");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "\\ud800", "ü"})
    void aTopicThatCannotBeIsBad(String topic) {
        assertRefused("{\"id\":5,\"type\":\"subscribe\",\"topics\":[{\"topic\":\"" + topic + "\"}]}", "bad-topic");
        assertRefused("{\"id\":5,\"type\":\"unsubscribe\",\"topics\":[\"" + topic + "\"]}", "bad-topic");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"since\":\"x\"",
                "\"since\":7",
                "\"since\":null",
                "\"since\":\"E:1\"",
                "\"since\":\"e:1,f:1\"",
                "\"since\":\"-30\"",
                "\"last\":-1",
                "\"last\":1000001",
                "\"last\":99999999999999999999",
                "\"last\":\"3\"",
                "\"last\":3,\"since\":\"-30s\"",
            })
    void aStartThatCannotBeIsBad(String start) {
        assertRefused("{\"id\":5,\"type\":\"subscribe\",\"topics\":[{\"topic\":\"a\"," + start + "}]}", "bad-position");
    }

    @Test
    void tooManyTopicsAreRefusedAtOnceAndTogether() {
        String many = IntStream.range(0, 100)
                .mapToObj(i -> "{\"topic\":\"t" + i + "\"}")
                .collect(Collectors.joining(","));
        assertRefused("{\"id\":5,\"type\":\"subscribe\",\"topics\":[" + many + "]}", "too-many-topics");
        client.subscribe("a", "b", "c");
        client.next("subscribed");
        client.next("subscribed");
        client.next("subscribed");
        client.subscribe("d", "e");
        client.assertError("too-many-topics");
        client.subscribe("d");
        assertThat(client.next("subscribed").get("topic").textValue()).isEqualTo("d");
    }

    @Test
    void aTopicIsSubscribedOnceAndARefusedCommandSubscribesNothing() {
        client.subscribe("a");
        client.next("subscribed");
        client.subscribe("b", "a");
        client.assertError("already-subscribed");
        client.subscribe("b", "c", "b");
        client.assertError("already-subscribed");
        publish("b", "unheard");
        client.assertNothingElse();
        client.subscribe("b");
        client.next("subscribed");
    }

    @Test
    void whatIsNotSubscribedCannotBeUnsubscribedAndThenNothingIs() {
        client.subscribe("a");
        client.next("subscribed");
        client.unsubscribe("a", "b");
        client.assertError("not-subscribed");
        publish("a", "still");
        assertThat(client.nextMessage("a")).isEqualTo("still");
    }

    private void assertRefused(String text, String code) {
        assertThat(ProtocolSchema.isCommand(ProtocolSchema.parse(text)) && !code.equals("too-many-topics"))
                .as("the schema knows: " + text)
                .isFalse();
        client.send(text);
        JsonNode error = client.assertError(code);
        assertThat(error.get("id").intValue()).isEqualTo(5);
        assertThat(error.get("text").textValue()).isNotBlank();
        assertThat(gateway.counter("commands.refused." + code)).isPositive();
        client.assertNothingElse();
    }
}
