package io.sluice.bench.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a scanner reports, and feeds scanners in pieces. */
final class Recorder implements MessageSink {
    final List<String> events = new ArrayList<>();

    @Override
    public void onMessage(ByteBuffer bytes, int at, int keptBytes) {
        byte[] kept = new byte[Math.min(keptBytes, Stamp.BYTES)];
        bytes.get(at, kept);
        events.add("message " + new String(kept, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void onPing(byte[] payload) {
        events.add("ping " + new String(payload, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void onClose(int code) {
        events.add("close " + code);
    }

    /** Feeds the bytes in three pieces, from a buffer in which they do not start at zero. */
    static void feed(StreamScanner scanner, byte[] bytes, int firstCut, int secondCut) {
        ByteBuffer in = ByteBuffer.allocateDirect(bytes.length + 3).order(ByteOrder.LITTLE_ENDIAN);
        in.put(3, bytes);
        scanner.scan(in, 3, 3 + firstCut);
        scanner.scan(in, 3 + firstCut, 3 + secondCut);
        scanner.scan(in, 3 + secondCut, 3 + bytes.length);
    }

    static void feed(StreamScanner scanner, byte[] bytes) {
        feed(scanner, bytes, 0, 0);
    }
}
