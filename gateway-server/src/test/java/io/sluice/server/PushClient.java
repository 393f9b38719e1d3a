package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A publisher on one connection, with as many requests in flight as it likes. */
final class PushClient implements AutoCloseable {

    private static final Pattern EPOCH = Pattern.compile("\"epoch\":\"(\\w+)\"");
    private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+)");

    private final Wire wire;

    PushClient(int port) {
        this(new Wire(port, 0));
    }

    PushClient(Wire wire) {
        this.wire = wire;
    }

    void send(String target, String contentType, byte[] payload) {
        byte[] head = ("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + contentType
                        + "\r\nContent-Length: " + payload.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = java.util.Arrays.copyOf(head, head.length + payload.length);
        System.arraycopy(payload, 0, all, head.length, payload.length);
        wire.write(all);
    }

    void send(String target, String payload) {
        send(target, "text/plain", payload.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends text with headers of its own. */
    void post(String target, String payload, String... headers) {
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        wire.write("POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers)
                + "\r\nContent-Length: " + body.length + "\r\n\r\n" + payload);
    }

    /** The body of an answer that comes in chunks. */
    String chunkedBody() {
        assertThat(wire.readHead().header("transfer-encoding")).isEqualTo("chunked");
        StringBuilder body = new StringBuilder();
        int length;
        do {
            length = Integer.parseInt(String.valueOf(wire.readLine()).strip(), 16);
            body.append(new String(wire.read(length), StandardCharsets.UTF_8));
            wire.readLine();
        } while (length > 0);
        return body.toString();
    }

    Answer answer() {
        Wire.Head head = wire.readHead();
        String body = new String(wire.read(Integer.parseInt(head.header("content-length"))), StandardCharsets.UTF_8);
        return new Answer(head, body);
    }

    Answer get(String target) {
        wire.write("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return answer();
    }

    /** Publishes one message and waits for its position. */
    String publishForPosition(String target, String payload) {
        send(target, payload);
        Answer answer = answer();
        Matcher epoch = EPOCH.matcher(answer.body());
        assertThat(epoch.find()).as(answer.body()).isTrue();
        return epoch.group(1) + ":" + answer.offset();
    }

    /** Publishes one message and waits for its offset. */
    long publish(String target, String payload) {
        send(target, payload);
        return answer().offset();
    }

    long publishBinary(String target, byte[] payload) {
        send(target, "application/octet-stream", payload);
        return answer().offset();
    }

    /** Publishes {@code count} messages with so many in flight; the answered offsets, in the order of the answers. */
    List<Long> publishAll(String target, int count, int window, IntFunction<byte[]> payload) {
        List<Long> offsets = new ArrayList<>(count);
        int sent = 0;
        while (offsets.size() < count) {
            while (sent < count && sent - offsets.size() < window) {
                send(target, "application/octet-stream", payload.apply(sent++));
            }
            offsets.add(answer().offset());
        }
        return offsets;
    }

    @Override
    public void close() {
        wire.close();
    }

    record Answer(Wire.Head head, String body) {

        int status() {
            return head.status();
        }

        long offset() {
            assertThat(status()).as(body).isEqualTo(202);
            Matcher matcher = OFFSET.matcher(body);
            assertThat(matcher.find()).as(body).isTrue();
            return Long.parseLong(matcher.group(1));
        }
    }
}
