package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads an event stream line by line. */
final class SseClient implements AutoCloseable {

    final Wire wire;
    final Wire.Head head;
    private String pendingId = "";
    private String lastId = "";

    private SseClient(Wire wire, Wire.Head head) {
        this.wire = wire;
        this.head = head;
    }

    static String request(String target, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + more + "\r\n";
    }

    static SseClient open(int port, String target, String... headers) {
        return open(port, target, 0, headers);
    }

    static SseClient open(int port, String target, int receiveBuffer, String... headers) {
        return open(new Wire(port, receiveBuffer), target, headers);
    }

    static SseClient open(Wire wire, String target, String... headers) {
        wire.write(request(target, headers));
        return new SseClient(wire, wire.readHead());
    }

    /** The id that a browser would name when it comes back. */
    String lastId() {
        return lastId;
    }

    /** The data of the next event, its lines joined; the stream must not end. */
    String nextData() {
        List<String> event = nextEvent();
        assertThat(event).as("another event").isNotNull();
        return event == null
                ? ""
                : event.stream()
                        .filter(line -> line.startsWith("data: "))
                        .map(line -> line.substring("data: ".length()))
                        .collect(Collectors.joining("\n"));
    }

    /** The lines of the next block, which an empty line ends; null at the end of the stream. */
    @Nullable
    List<String> nextBlock() {
        List<String> lines = new ArrayList<>();
        for (String line = wire.readLine(); line != null; line = wire.readLine()) {
            if (line.isEmpty()) {
                lastId = pendingId;
                return lines;
            }
            if (line.startsWith("id: ")) {
                pendingId = line.substring("id: ".length());
            }
            lines.add(line);
        }
        return null;
    }

    /** The lines of the next event: neither comments nor the hint when to come back. */
    @Nullable
    List<String> nextEvent() {
        for (List<String> block = nextBlock(); block != null; block = nextBlock()) {
            if (block.stream().anyMatch(line -> line.startsWith("data:"))) {
                return block;
            }
        }
        return null;
    }

    @Override
    public void close() {
        wire.close();
    }
}
