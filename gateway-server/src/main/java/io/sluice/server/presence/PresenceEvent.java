package io.sluice.server.presence;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody came to a topic, or left it.
 *
 * @param connection the first connection of whoever came, the last of whoever left
 * @param user null where nobody knows
 */
record PresenceEvent(Kind kind, long connection, @Nullable String user, Instant at) {

    private static final JsonFactory JSON = new JsonFactory();

    enum Kind {
        JOIN("join"),
        LEAVE("leave");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    byte[] toJson() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("event", kind.text);
            json.writeNumberField("connection", connection);
            if (user != null) {
                json.writeStringField("user", user);
            }
            json.writeStringField("at", at.toString());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
