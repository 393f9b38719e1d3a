package io.sluice.server.fleet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.server.admin.NodeInfo;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;

/** What a node says of itself in Redis: JSON, so that people can read it there. */
final class NodeText {

    private static final JsonFactory JSON = new JsonFactory();

    private NodeText() {}

    static String write(NodeInfo node) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("number", node.number());
            json.writeStringField("node", node.name());
            json.writeStringField("version", node.version());
            json.writeStringField("startedAt", node.startedAt().toString());
            json.writeNumberField("connections", node.connections());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /**
     * Reads what {@link #write} wrote, or a later version of it.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static NodeInfo read(String text) {
        int number = 0;
        String name = "";
        String version = "";
        Instant startedAt = Instant.EPOCH;
        long connections = 0;
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("no object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "number" -> number = json.getIntValue();
                    case "node" -> name = json.getText();
                    case "version" -> version = json.getText();
                    case "startedAt" -> startedAt = Instant.parse(json.getText());
                    case "connections" -> connections = json.getLongValue();
                    default -> json.skipChildren();
                }
            }
        } catch (IOException | DateTimeException e) {
            throw new IllegalArgumentException("not what a node says of itself", e);
        }
        return new NodeInfo(number, name, version, startedAt, connections);
    }
}
