package io.sluice.bench.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.bench.wire.MessageSink;
import io.sluice.bench.wire.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events of {@code sluice.v1.json}. */
final class JsonReader implements MessageSink {
    private static final JsonFactory JSON = new JsonFactory();

    private final Connection connection;
    private final List<? extends TopicStream> streams;

    JsonReader(Connection connection, List<? extends TopicStream> streams) {
        this.connection = connection;
        this.streams = streams;
    }

    /** The command that subscribes to all of them, each from where it is. */
    static String subscribe(List<? extends TopicStream> streams) {
        StringBuilder command = new StringBuilder("{\"type\":\"subscribe\",\"id\":1,\"topics\":[");
        for (TopicStream stream : streams) {
            command.append(command.charAt(command.length() - 1) == '}' ? "," : "")
                    .append("{\"topic\":\"")
                    .append(stream.topic())
                    .append('"');
            String position = stream.position();
            if (position != null) {
                command.append(",\"since\":\"").append(position).append('"');
            }
            command.append('}');
        }
        return command.append("]}").toString();
    }

    @Override
    public void onMessage(ByteBuffer bytes, int at, int keptBytes) {
        byte[] text = new byte[keptBytes];
        bytes.get(at, text);
        try {
            dispatch(Event.read(text));
        } catch (IOException e) {
            throw new ProtocolException("not an event: " + e.getMessage());
        }
    }

    private void dispatch(Event event) {
        switch (event.type) {
            case "subscribed" -> stream(event).subscribed(event.epoch(), event.offset, event.recovered);
            case "message" -> Payload.read(event.data, stream(event), event.epoch, event.offset);
            case "gap" -> stream(event).gap(event.from, event.to, event.reason);
            case "error" -> connection.refused(event.code + " " + event.text);
            case "goaway" -> connection.goaway(event.reconnectAfterMillis);
            default -> throw new ProtocolException("an event of type " + event.type);
        }
    }

    private TopicStream stream(Event event) {
        for (TopicStream stream : streams) {
            if (stream.topic().equals(event.topic)) {
                return stream;
            }
        }
        throw new ProtocolException("an event of topic " + event.topic + ", which was not asked for");
    }

    @Override
    public void onPing(byte[] payload) {
        connection.pong(payload);
    }

    @Override
    public void onClose(int code) {
        connection.closedBy(code);
    }

    /** The fields that matter here, of whatever type the event is. */
    static final class Event {
        String type = "";
        String topic = "";
        String reason = "";
        String code = "";
        String text = "";
        String data = "";
        long offset;
        long from;
        long to;
        long reconnectAfterMillis;

        @Nullable
        Boolean recovered;

        private @Nullable String epoch;

        static Event read(byte[] text) throws IOException {
            Event event = new Event();
            try (JsonParser parser = JSON.createParser(text)) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    throw new ProtocolException("an event that is no object");
                }
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    parser.nextToken();
                    event.take(name, parser);
                }
            }
            return event;
        }

        private void take(String name, JsonParser parser) throws IOException {
            switch (name) {
                case "type" -> type = parser.getText();
                case "topic" -> topic = parser.getText();
                case "reason" -> reason = parser.getText();
                case "code" -> code = parser.getValueAsString("");
                case "text" -> text = parser.getText();
                case "data" -> data = parser.getText();
                case "epoch" -> epoch = parser.getText();
                case "offset" -> offset = parser.getLongValue();
                case "from" -> from = parser.getLongValue();
                case "reconnectAfterMillis" -> reconnectAfterMillis = parser.getLongValue();
                case "to" -> to = parser.getLongValue();
                case "recovered" -> recovered = parser.getBooleanValue();
                default -> parser.skipChildren();
            }
        }

        String epoch() {
            if (epoch == null) {
                throw new ProtocolException("a " + type + " without epoch");
            }
            return epoch;
        }

        boolean hasRange() {
            return to > 0;
        }
    }
}
