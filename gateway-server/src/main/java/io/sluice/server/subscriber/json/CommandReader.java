package io.sluice.server.subscriber.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.sluice.delivery.shard.TopicStart;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one command, token by token: what is not listed is skipped and leaves nothing behind. */
final class CommandReader {

    private static final int MAX_DEPTH = 64;
    private static final int MAX_NAME_LENGTH = 1024;
    private static final int MAX_ID_DIGITS = 16;

    private static final JsonFactory JSON = JsonFactory.builder()
            // Field names come from clients: nothing of them may outlive the message.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .build())
            .build();

    private final int maxTopics;
    private @Nullable String type;
    private long id;
    private @Nullable List<TopicEntry> entries;
    private int entryCount;

    private CommandReader(int maxTopics) {
        this.maxTopics = maxTopics;
    }

    /**
     * Reads a message.
     *
     * @param maxTopics that one connection may have
     */
    static Command read(String message, int maxTopics) throws RefusedException {
        CommandReader reader = new CommandReader(maxTopics);
        try (JsonParser parser = JSON.createParser(message)) {
            reader.readObject(parser);
        } catch (IOException e) {
            throw badJson();
        }
        return reader.command();
    }

    private static RefusedException badJson() {
        return new RefusedException(
                ErrorCode.BAD_JSON, 0, "the message is not one JSON object, at most " + MAX_DEPTH + " deep");
    }

    private void readObject(JsonParser parser) throws IOException, RefusedException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw badJson();
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "type" -> type = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                case "id" -> id = value == JsonToken.VALUE_NUMBER_INT ? id(parser) : 0;
                case "topics" -> readTopics(parser, value);
                default -> {
                    // Ignored, so that later versions can add some.
                }
            }
            parser.skipChildren();
        }
        if (parser.nextToken() != null) {
            throw badJson();
        }
    }

    /** The number if it can be one of a command, else 0. */
    private static long id(JsonParser parser) throws IOException {
        long number = parser.getTextLength() > MAX_ID_DIGITS ? 0 : parser.getLongValue();
        return number > 0 && number <= Position.MAX_OFFSET ? number : 0;
    }

    private void readTopics(JsonParser parser, @Nullable JsonToken value) throws IOException {
        entries = null;
        entryCount = 0;
        if (value != JsonToken.START_ARRAY) {
            return;
        }
        List<TopicEntry> read = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            entryCount++;
            if (read.size() < maxTopics) {
                read.add(TopicEntry.read(parser));
            } else {
                parser.skipChildren();
            }
        }
        entries = read;
    }

    private Command command() throws RefusedException {
        if (id == 0) {
            throw refused(ErrorCode.BAD_ID, "id is not a whole number from 1 to " + Position.MAX_OFFSET);
        }
        return switch (type == null ? "" : type) {
            case "subscribe" -> new Command.Subscribe(id, starts());
            case "unsubscribe" -> new Command.Unsubscribe(id, names());
            case "publish" -> new Command.Publish(id);
            case "ping" -> new Command.Ping(id);
            default -> throw refused(ErrorCode.BAD_COMMAND, "type is none of subscribe, unsubscribe, publish and ping");
        };
    }

    private List<TopicStart> starts() throws RefusedException {
        List<TopicStart> starts = new ArrayList<>();
        List<TopicEntry> given = entries();
        for (int i = 0; i < given.size(); i++) {
            TopicEntry entry = given.get(i);
            TopicName topic = topic(entry.nameInObject(), "topics[" + i + "]", "an object with the string topic");
            try {
                starts.add(new TopicStart(topic, entry.start()));
            } catch (IllegalArgumentException e) {
                throw refused(ErrorCode.BAD_POSITION, "topics[" + i + "]: " + e.getMessage());
            }
        }
        return starts;
    }

    private Set<TopicName> names() throws RefusedException {
        Set<TopicName> names = new LinkedHashSet<>();
        List<TopicEntry> given = entries();
        for (int i = 0; i < given.size(); i++) {
            names.add(topic(given.get(i).bareName(), "topics[" + i + "]", "a string"));
        }
        return names;
    }

    private List<TopicEntry> entries() throws RefusedException {
        if (entries == null || entryCount == 0) {
            throw refused(ErrorCode.BAD_COMMAND, "topics is not an array of at least one topic");
        }
        if (entryCount > maxTopics) {
            throw refused(
                    ErrorCode.TOO_MANY_TOPICS,
                    "topics has %d elements; allowed: %d on one connection (limits.topics-per-connection)"
                            .formatted(entryCount, maxTopics));
        }
        return entries;
    }

    private TopicName topic(@Nullable String name, String where, String allowed) throws RefusedException {
        if (name == null) {
            throw refused(ErrorCode.BAD_COMMAND, where + " is not " + allowed);
        }
        try {
            return new TopicName(name);
        } catch (IllegalArgumentException e) {
            throw refused(ErrorCode.BAD_TOPIC, where + ": " + e.getMessage());
        }
    }

    private RefusedException refused(ErrorCode code, String text) {
        return new RefusedException(code, id, text);
    }
}
