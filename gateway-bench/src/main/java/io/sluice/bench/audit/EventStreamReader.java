package io.sluice.bench.audit;

import io.sluice.bench.wire.ProtocolException;
import io.sluice.bench.wire.StreamScanner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** An event stream of one topic, with its ids and gaps. */
final class EventStreamReader implements StreamScanner {
    private final Connection connection;
    private final TopicStream stream;
    private final boolean resumes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private String id = "";
    private String event = "";
    private String data = "";
    private boolean begun;
    private boolean lost;

    EventStreamReader(Connection connection, TopicStream stream) {
        this.connection = connection;
        this.stream = stream;
        this.resumes = stream.position() != null;
    }

    @Override
    public void scan(ByteBuffer in, int from, int to) {
        for (int at = from; at < to; at++) {
            byte b = in.get(at);
            if (b == '\n') {
                line(line.toString(StandardCharsets.ISO_8859_1));
                line.reset();
            } else {
                if (line.size() == Surface.MAX_MESSAGE_BYTES) {
                    throw new ProtocolException("a line of more than " + Surface.MAX_MESSAGE_BYTES + " bytes");
                }
                line.write(b);
            }
        }
    }

    private void line(String text) {
        if (text.isEmpty()) {
            dispatch();
            id = "";
            event = "";
            data = "";
            return;
        }
        int colon = text.indexOf(':');
        String value = colon < 0 ? "" : text.substring(colon + 1).stripLeading();
        switch (colon < 0 ? text : text.substring(0, colon)) {
            case "id" -> id = value;
            case "event" -> event = value;
            case "data" -> data = value;
            // Comments and retry hints.
            default -> {}
        }
    }

    private void dispatch() {
        switch (event) {
            case "gap" -> gap();
            case "goaway" -> {
                connection.goaway(event().reconnectAfterMillis);
                connection.closedBy(0);
            }
            case "" -> {
                if (!data.isEmpty()) {
                    Payload.read(data, stream, id.substring(0, colon()), position());
                } else if (!id.isEmpty() && !begun) {
                    begin();
                }
            }
            default -> throw new ProtocolException("an event named " + event);
        }
    }

    private void begin() {
        begun = true;
        stream.subscribed(id.substring(0, colon()), position(), resumes ? !lost : null);
    }

    private void gap() {
        JsonReader.Event told = event();
        if (told.hasRange()) {
            stream.gap(told.from, told.to, told.reason);
        } else {
            lost = true;
        }
    }

    private JsonReader.Event event() {
        try {
            return JsonReader.Event.read(data.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new ProtocolException("not a " + event + ": " + e.getMessage());
        }
    }

    private long position() {
        try {
            return Long.parseLong(id.substring(colon() + 1));
        } catch (NumberFormatException e) {
            throw new ProtocolException("an id that is no position: " + id);
        }
    }

    private int colon() {
        int colon = id.indexOf(':');
        if (colon < 1) {
            throw new ProtocolException("an id that is no position: " + id);
        }
        return colon;
    }
}
