package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A WebSocket client that does nothing by itself: it reads, answers and misbehaves when told to. */
final class WsClient implements AutoCloseable {

    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    static final int FIN = 0x80;
    static final int COMPRESSED = 0x40;

    /** What has its messages compressed, if the gateway does that at all. */
    static final String DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";

    private static final byte[] MASK = {1, 2, 3, 4};

    final Wire wire;
    final Wire.Head head;

    private WsClient(Wire wire, Wire.Head head) {
        this.wire = wire;
        this.head = head;
    }

    static String handshake(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    static WsClient open(int port, String target, int receiveBuffer) {
        return open(port, target, receiveBuffer, "");
    }

    /** With headers of its own, each ended by CR LF. */
    static WsClient open(int port, String target, int receiveBuffer, String headers) {
        return open(new Wire(port, receiveBuffer), target, headers);
    }

    static WsClient open(Wire wire, String target, String headers) {
        wire.write(handshake(target).replace("\r\n\r\n", "\r\n" + headers + "\r\n"));
        Wire.Head head = wire.readHead();
        assertThat(head.status()).isEqualTo(101);
        return new WsClient(wire, head);
    }

    /** Sends one frame, masked as a client must. */
    void send(int firstByte, byte[] payload) {
        byte[] masked = payload.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= MASK[i % 4];
        }
        ByteBuffer frame = ByteBuffer.allocate(14 + masked.length);
        frame.put((byte) firstByte);
        if (masked.length < 126) {
            frame.put((byte) (0x80 | masked.length));
        } else if (masked.length < 1 << 16) {
            frame.put((byte) (0x80 | 126)).putShort((short) masked.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(masked.length);
        }
        frame.put(MASK).put(masked).flip();
        wire.write(Arrays.copyOf(frame.array(), frame.limit()));
    }

    /** The same, to a server that may have gone meanwhile. */
    void sendIfOpen(int firstByte, byte[] payload) {
        try {
            send(firstByte, payload);
        } catch (java.io.UncheckedIOException e) {
            assertThat(wire.readToEndOrReset()).isNotNegative();
        }
    }

    void sendClose(int code) {
        send(FIN | CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
    }

    /** The next frame, whatever it is. */
    Frame next() {
        int first = wire.read();
        assertThat(first).as("first byte of a frame").isNotNegative();
        int length = wire.read();
        assertThat(length).as("unmasked").isLessThan(128);
        if (length == 126) {
            length = ByteBuffer.wrap(wire.read(2)).getShort() & 0xFFFF;
        } else if (length == 127) {
            length = Math.toIntExact(ByteBuffer.wrap(wire.read(8)).getLong());
        }
        byte[] payload = wire.read(length);
        boolean compressed = mayCompress() && (first & COMPRESSED) != 0;
        assertThat(first & 0xF0).as("whole frames only").isEqualTo(compressed ? FIN | COMPRESSED : FIN);
        return new Frame(first & 0x0F, compressed ? Deflated.inflate(payload) : payload, compressed);
    }

    private boolean mayCompress() {
        return !head.header("sec-websocket-extensions").isEmpty();
    }

    /** The next frame that is no ping; pings are answered. */
    Frame nextAnsweringPings() {
        for (Frame frame = next(); ; frame = next()) {
            if (frame.opcode != PING) {
                return frame;
            }
            send(FIN | PONG, frame.payload);
        }
    }

    String nextText() {
        Frame frame = nextAnsweringPings();
        assertThat(frame.opcode).isEqualTo(TEXT);
        return frame.text();
    }

    /** Expects the server to say goodbye with this code and to end the connection once that is answered. */
    void assertClosedWith(int code) {
        Frame frame = nextAnsweringPings();
        assertThat(frame.opcode).isEqualTo(CLOSE);
        assertThat(frame.closeCode()).isEqualTo(code);
        sendClose(code);
        assertThat(wire.isAtEnd()).isTrue();
    }

    @Override
    public void close() {
        wire.close();
    }

    /** A received frame. */
    static final class Frame {

        final int opcode;
        final byte[] payload;
        final boolean compressed;

        Frame(int opcode, byte[] payload, boolean compressed) {
            this.opcode = opcode;
            this.payload = payload;
            this.compressed = compressed;
        }

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            return payload.length < 2 ? -1 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }

        String closeReason() {
            return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }
}
