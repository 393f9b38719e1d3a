package io.sluice.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameScannerTest {
    private static final int FINAL = 0x80;
    private static final int COMPRESSED = 0x40;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final Recorder recorder = new Recorder();
    private final FrameScanner scanner = new FrameScanner(recorder);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 39, 40, 41, 125, 126, 127, 300, 65_535, 65_536, 70_000})
    void everyLengthFormIsReadWholeAndWithTheNextFrameBehindIt(int length) {
        String payload = letters(length);

        Recorder.feed(scanner, join(frame(FINAL | TEXT, payload), frame(FINAL | BINARY, "after")));

        assertThat(recorder.events).containsExactly("message " + kept(payload), "message after");
    }

    @Test
    void ofACompressedMessageTheStampIsInflated() {
        Recorder own = new Recorder();
        byte[] stream = join(
                frame(FINAL | COMPRESSED | TEXT, deflated(letters(5000))),
                frame(FINAL | TEXT, letters(60)),
                frame(FINAL | COMPRESSED | BINARY, deflated(letters(10))));
        Recorder.feed(FrameScanner.inflating(own), stream, 9, 40);
        assertThat(own.events)
                .containsExactly(
                        "message " + kept(letters(5000)), "message " + kept(letters(60)), "message " + letters(10));
    }

    @Test
    void aCompressedMessageThatNobodyAgreedToBreaksTheProtocol() {
        byte[] stream = frame(FINAL | COMPRESSED | TEXT, deflated(letters(500)));
        assertThatThrownBy(() -> Recorder.feed(scanner, stream)).isInstanceOf(ProtocolException.class);
    }

    private static String deflated(String message) {
        Deflater deflater = new Deflater(1, true);
        deflater.setInput(message.getBytes(StandardCharsets.ISO_8859_1));
        byte[] room = new byte[message.length() + 100];
        int bytes = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return new String(room, 0, bytes - 4, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aFrameMayBeCutAnywhere() {
        byte[] stream = join(
                frame(FINAL | TEXT, "short"),
                frame(FINAL | PING, "are you there"),
                frame(FINAL | TEXT, letters(200)),
                frame(FINAL | PONG, "unasked"),
                frame(FINAL | BINARY, ""),
                frame(FINAL | TEXT, letters(60)),
                frame(FINAL | CLOSE, "\u0003\u00f4bye"));
        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= stream.length; second += 7) {
                Recorder own = new Recorder();
                Recorder.feed(new FrameScanner(own), stream, first, second);

                assertThat(own.events)
                        .as("cut at %d and %d", first, second)
                        .containsExactly(
                                "message short",
                                "ping are you there",
                                "message " + kept(letters(200)),
                                "message ",
                                "message " + kept(letters(60)),
                                "close 1012");
            }
        }
    }

    @Test
    void aFrameWithA64BitLengthMayArriveByteByByte() {
        byte[] stream = join(frame(FINAL | TEXT, letters(66_000)), frame(FINAL | TEXT, "next"));
        ByteBuffer in = ByteBuffer.allocateDirect(stream.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, stream);
        for (int i = 0; i < stream.length; i++) {
            scanner.scan(in, i, i + 1);
        }

        assertThat(recorder.events).containsExactly("message " + kept(letters(66_000)), "message next");
    }

    @Test
    void fragmentsMakeOneMessageAndLetControlFramesThrough() {
        Recorder.feed(
                scanner,
                join(
                        frame(TEXT, "one "),
                        frame(FINAL | PING, "!"),
                        frame(CONTINUATION, "two "),
                        frame(FINAL | CONTINUATION, "three"),
                        frame(FINAL | TEXT, "four")));

        assertThat(recorder.events).containsExactly("ping !", "message one two three", "message four");
    }

    @Test
    void aCloseWithoutStatusIs1005() {
        Recorder.feed(scanner, frame(FINAL | CLOSE, ""));

        assertThat(recorder.events).containsExactly("close 1005");
    }

    @Test
    void whatAServerMustNotSendIsRefused() {
        assertRefused(new byte[] {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, 'x'}, "masked");
        assertRefused(frame(FINAL | 0x40 | TEXT, "x"), "reserved");
        assertRefused(frame(FINAL | 3, "x"), "opcode");
        assertRefused(frame(FINAL | CONTINUATION, "x"), "fragments");
        assertRefused(join(frame(TEXT, "x"), frame(FINAL | TEXT, "y")), "fragments");
        assertRefused(frame(PING, "x"), "fragments");
        assertRefused(frame(FINAL | PING, letters(126)), "control frame");
    }

    private static void assertRefused(byte[] stream, String reason) {
        assertThatThrownBy(() -> Recorder.feed(new FrameScanner(new Recorder()), stream))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(reason);
    }

    static byte[] frame(int firstByte, String payload) {
        byte[] body = payload.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer frame = ByteBuffer.allocate(body.length + 10).put((byte) firstByte);
        if (body.length < 126) {
            frame.put((byte) body.length);
        } else if (body.length < 65_536) {
            frame.put((byte) 126).putShort((short) body.length);
        } else {
            frame.put((byte) 127).putLong(body.length);
        }
        frame.put(body).flip();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static String letters(int length) {
        return "abcdefghijklmnopqrstuvwxyz".repeat(length / 26 + 1).substring(0, length);
    }

    private static String kept(String payload) {
        return payload.substring(0, Math.min(payload.length(), Stamp.BYTES));
    }
}
