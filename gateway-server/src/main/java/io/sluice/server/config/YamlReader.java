package io.sluice.server.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads YAML token by token, because a tree would forget the lines. Keys of nested groups are joined with dots down to the
 * keys that the schema knows; what stands behind a known key is read whole.
 */
final class YamlReader {

    private static final YAMLFactory FACTORY = new YAMLFactory();

    private final Sink sink;
    private final YAMLParser parser;

    /** Where the reader delivers what it finds. */
    interface Sink {
        /** Whether the path is a key, and not a group of keys. */
        boolean isKey(String path);

        void onValue(String path, Value value, int line, int column);

        /** A fault that does not end the reading. */
        void onFault(int line, int column, String what);
    }

    private YamlReader(Sink sink, YAMLParser parser) {
        this.sink = sink;
        this.parser = parser;
    }

    /** Reads a whole document. Syntax errors become faults; text without content is a document without keys. */
    static void read(String yaml, Sink sink) {
        try (YAMLParser parser = FACTORY.createParser(yaml)) {
            new YamlReader(sink, parser).document();
        } catch (JsonProcessingException e) {
            reportSyntax(e, sink);
        } catch (IOException e) {
            throw new IllegalStateException("reading YAML from memory", e);
        }
    }

    /** Reads flow syntax such as {@code [a, b]}, as it stands in an option or a variable. */
    static Value readFlow(String yaml) throws Rejection {
        List<String> faults = new ArrayList<>();
        Sink collector = new Sink() {
            @Override
            public boolean isKey(String path) {
                return true;
            }

            @Override
            public void onValue(String path, Value value, int line, int column) {}

            @Override
            public void onFault(int line, int column, String what) {
                faults.add("column " + column + ": " + what);
            }
        };
        Value value = new Value.Nothing();
        try (YAMLParser parser = FACTORY.createParser(yaml)) {
            parser.nextToken();
            value = new YamlReader(collector, parser).value();
            if (parser.nextToken() != null) {
                faults.add("there is more text after the list");
            }
        } catch (JsonProcessingException e) {
            reportSyntax(e, collector);
        } catch (IOException e) {
            throw new IllegalStateException("reading YAML from memory", e);
        }
        if (!faults.isEmpty()) {
            throw new Rejection("is not a YAML list (" + String.join("; ", faults) + ")");
        }
        return value;
    }

    private void document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            return;
        }
        if (first != JsonToken.START_OBJECT) {
            fault("expected keys and values");
            return;
        }
        group("", new LinkedHashMap<>());
        if (parser.nextToken() != null) {
            fault("a second document starts; only one is allowed");
        }
    }

    private void group(String prefix, Map<String, JsonLocation> seen) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            JsonLocation at = parser.currentTokenLocation();
            String path = prefix + parser.currentName();
            JsonLocation earlier = seen.putIfAbsent(path, at);
            if (earlier != null) {
                fault(at, "duplicate key " + Texts.quote(path) + ", first given in line " + earlier.getLineNr());
            }
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT && !sink.isKey(path)) {
                group(path + ".", seen);
            } else {
                sink.onValue(path, value(), at.getLineNr(), at.getColumnNr());
            }
        }
    }

    private Value value() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null || token == JsonToken.VALUE_NULL) {
            return new Value.Nothing();
        }
        return switch (token) {
            case START_ARRAY -> items();
            case START_OBJECT -> fields();
            default -> scalar();
        };
    }

    private Value scalar() throws IOException {
        if (parser.isCurrentAlias()) {
            fault("YAML aliases are not supported");
        }
        return new Value.Scalar(parser.getText());
    }

    private Value items() throws IOException {
        List<Value> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value());
        }
        return new Value.Items(items);
    }

    private Value fields() throws IOException {
        Map<String, Value> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonLocation at = parser.currentTokenLocation();
            parser.nextToken();
            if (fields.put(name, value()) != null) {
                fault(at, "duplicate key " + Texts.quote(name));
            }
        }
        return new Value.Fields(fields);
    }

    private void fault(String what) {
        fault(parser.currentTokenLocation(), what);
    }

    private void fault(JsonLocation at, String what) {
        sink.onFault(at.getLineNr(), at.getColumnNr(), what);
    }

    /** Jackson's and SnakeYAML's own messages quote the text around the error, where a secret may stand. */
    private static void reportSyntax(JsonProcessingException e, Sink sink) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
                Mark mark = yaml.getProblemMark();
                sink.onFault(mark.getLine() + 1, mark.getColumn() + 1, "YAML syntax: " + yaml.getProblem());
                return;
            }
        }
        JsonLocation at = e.getLocation();
        sink.onFault(at == null ? 1 : at.getLineNr(), at == null ? 1 : at.getColumnNr(), "YAML syntax error");
    }
}
