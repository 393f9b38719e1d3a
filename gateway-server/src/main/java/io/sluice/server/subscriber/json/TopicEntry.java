package io.sluice.server.subscriber.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.delivery.shard.Start;
import io.sluice.delivery.shard.StartText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An element of {@code topics} as it came: what it has to be depends on a type that may stand behind it. */
final class TopicEntry {

    /** More than any number that is allowed has. */
    private static final int MAX_DIGITS = 10;

    private boolean object;
    private @Nullable String name;
    private @Nullable String since;
    private @Nullable Long last;
    private boolean mistaken;

    private TopicEntry() {}

    /** Reads the value that begins with the current token. */
    static TopicEntry read(JsonParser parser) throws IOException {
        TopicEntry entry = new TopicEntry();
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            entry.name = parser.getText();
        } else if (parser.currentToken() == JsonToken.START_OBJECT) {
            entry.object = true;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                entry.readField(parser, parser.currentName(), parser.nextToken());
            }
        } else {
            parser.skipChildren();
        }
        return entry;
    }

    private void readField(JsonParser parser, String field, @Nullable JsonToken value) throws IOException {
        boolean string = value == JsonToken.VALUE_STRING;
        switch (field) {
            case "topic" -> name = string ? parser.getText() : null;
            case "since" -> {
                since = string ? parser.getText() : null;
                mistaken |= !string;
            }
            case "last" -> {
                boolean number = value == JsonToken.VALUE_NUMBER_INT && parser.getTextLength() <= MAX_DIGITS;
                last = number ? parser.getLongValue() : null;
                mistaken |= !number;
            }
            default -> {
                // Later versions may have more fields.
            }
        }
        parser.skipChildren();
    }

    /** The name in an object, for a subscribe; null where there is none. */
    @Nullable
    String nameInObject() {
        return object ? name : null;
    }

    /** The name that stands there by itself, for an unsubscribe; null where there is none. */
    @Nullable
    String bareName() {
        return object ? null : name;
    }

    /**
     * Where delivery begins.
     *
     * @throws IllegalArgumentException if that is not said as it should be
     */
    Start start() {
        if (mistaken) {
            throw new IllegalArgumentException("since is no string, or last is no whole number");
        }
        if (since != null && last != null) {
            throw new IllegalArgumentException("since and last together; allowed: one of them");
        }
        if (since != null) {
            return StartText.since(since);
        }
        return last == null ? new Start.Head() : StartText.last(last);
    }
}
