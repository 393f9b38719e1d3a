package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** A client of {@code sluice.v1.json}. Everything it sends as a command and all it receives is checked against the schema. */
final class JsonClient implements AutoCloseable {

    private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol: sluice.v1.json\r\n";

    final WsClient socket;
    private int lastId;

    private JsonClient(WsClient socket) {
        this.socket = socket;
    }

    static JsonClient open(int port, String target, int receiveBuffer) {
        return open(port, target, receiveBuffer, "");
    }

    /** With headers of its own, each ended by CR LF. */
    static JsonClient open(int port, String target, int receiveBuffer, String headers) {
        return open(new Wire(port, receiveBuffer), target, headers);
    }

    static JsonClient open(Wire wire, String target) {
        return open(wire, target, "");
    }

    private static JsonClient open(Wire wire, String target, String headers) {
        WsClient socket = WsClient.open(wire, target, SUBPROTOCOL + headers);
        assertThat(socket.head.header("sec-websocket-protocol")).isEqualTo("sluice.v1.json");
        return new JsonClient(socket);
    }

    /** Sends a command of this type and returns its id; the fields are JSON without braces. */
    int command(String type, String fields) {
        lastId++;
        String text = "{\"type\":\"" + type + "\",\"id\":" + lastId + (fields.isEmpty() ? "" : "," + fields) + "}";
        assertThat(ProtocolSchema.isCommand(ProtocolSchema.parse(text)))
                .as(text)
                .isTrue();
        send(text);
        return lastId;
    }

    /** Subscribes to topics from the head on; the id. */
    int subscribe(String... topics) {
        return command("subscribe", "\"topics\":[{\"topic\":\"" + String.join("\"},{\"topic\":\"", topics) + "\"}]");
    }

    /** Subscribes to one topic with a start, which is JSON without braces. */
    JsonNode subscribeFrom(String topic, String start) {
        command("subscribe", "\"topics\":[{\"topic\":\"" + topic + "\"," + start + "}]");
        return next("subscribed");
    }

    int unsubscribe(String... topics) {
        return command("unsubscribe", "\"topics\":[\"" + String.join("\",\"", topics) + "\"]");
    }

    int ping() {
        return command("ping", "");
    }

    /** Sends any text, whether or not it is a command. */
    void send(String text) {
        socket.send(WsClient.FIN | WsClient.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    JsonNode next() {
        return ProtocolSchema.assertEvent(socket.nextText());
    }

    /** The next event, which has to be of this type. */
    JsonNode next(String type) {
        JsonNode event = next();
        assertThat(event.get("type").textValue()).as(event.toString()).isEqualTo(type);
        return event;
    }

    /** The data of the next event, which has to be a message of this topic. */
    String nextMessage(String topic) {
        JsonNode message = next("message");
        assertThat(message.get("topic").textValue()).isEqualTo(topic);
        return message.get("data").asText();
    }

    /** Expects the refusal of a message with this code. */
    JsonNode assertError(String code) {
        JsonNode error = next("error");
        assertThat(error.get("code").textValue()).as(error.toString()).isEqualTo(code);
        return error;
    }

    /** Expects that nothing has come before the answer to a ping. */
    void assertNothingElse() {
        int id = ping();
        assertThat(next("pong").get("id").intValue()).isEqualTo(id);
    }

    @Override
    public void close() {
        socket.close();
    }
}
