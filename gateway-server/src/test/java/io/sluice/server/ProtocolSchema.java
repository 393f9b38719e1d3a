package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The schema of {@code sluice.v1.json} as it stands in the documents. */
final class ProtocolSchema {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final JsonNode DOCUMENT = document();
    private static final JsonSchema COMMAND = schemaOf("command");
    private static final JsonSchema EVENT = schemaOf("event");

    private ProtocolSchema() {}

    private static JsonNode document() {
        try {
            Path docs = Files.exists(Path.of("docs")) ? Path.of("docs") : Path.of("../docs");
            return JSON.readTree(docs.resolve("sluice.v1.schema.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonSchema schemaOf(String name) {
        ObjectNode root = DOCUMENT.deepCopy();
        root.remove("oneOf");
        root.put("$ref", "#/$defs/" + name);
        root.put("$id", "urn:sluice:v1:" + name);
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(root);
    }

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    static boolean isCommand(JsonNode message) {
        return COMMAND.validate(message).isEmpty();
    }

    /** Expects an event with the fields of the schema, and no others: what is not written down must not be sent. */
    static JsonNode assertEvent(String text) {
        JsonNode event = parse(text);
        assertThat(EVENT.validate(event)).as(text).isEmpty();
        JsonNode listed = DOCUMENT.at("/$defs/" + event.path("type").asText("?") + "/properties");
        assertThat(event.fieldNames()).toIterable().as(text).allMatch(listed::has);
        return event;
    }
}
