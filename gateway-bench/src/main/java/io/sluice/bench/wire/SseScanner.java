package io.sluice.bench.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds messages in a Server-Sent Events stream: the value of the first {@code data} line of each event that has one.
 * Comments, ids, event names and retry hints are passed over. Lines end in LF or CR LF.
 */
public final class SseScanner implements StreamScanner {
    private static final byte[] FIELD = {'d', 'a', 't', 'a', ':'};
    private static final long LINE_FEEDS = 0x0A0A0A0A0A0A0A0AL;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private final MessageSink sink;
    private final ByteBuffer kept = ByteBuffer.allocate(Stamp.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private int lineBytes;
    private int fieldMatched;
    private boolean valueStarted;
    private boolean inFirstData;
    private boolean haveData;

    public SseScanner(MessageSink sink) {
        this.sink = sink;
    }

    @Override
    public void scan(ByteBuffer in, int from, int to) {
        int at = from;
        while (at < to) {
            int end = lineEnd(in, at, to);
            piece(in, at, end);
            if (end < to) {
                endLine();
                end++;
            }
            at = end;
        }
    }

    private void piece(ByteBuffer in, int from, int to) {
        int at = from;
        while (at < to && fieldMatched == lineBytes && fieldMatched < FIELD.length) {
            byte b = in.get(at);
            if (b == '\r' && lineBytes == 0) {
                return;
            }
            if (b == FIELD[fieldMatched]) {
                fieldMatched++;
            }
            lineBytes++;
            at++;
        }
        if (at == to) {
            return;
        }
        lineBytes += to - at;
        if (fieldMatched == FIELD.length) {
            value(in, at, to);
        }
    }

    private void value(ByteBuffer in, int from, int to) {
        int at = from;
        if (!valueStarted) {
            valueStarted = true;
            inFirstData = !haveData;
            haveData = true;
            at += in.get(at) == ' ' ? 1 : 0;
        }
        if (inFirstData) {
            int wanted = Math.min(to - at, kept.remaining());
            kept.put(kept.position(), in, at, wanted);
            kept.position(kept.position() + wanted);
        }
    }

    private void endLine() {
        if (lineBytes == 0 && haveData) {
            sink.onMessage(kept, 0, kept.position());
            kept.clear();
            haveData = false;
        }
        lineBytes = 0;
        fieldMatched = 0;
        valueStarted = false;
        inFirstData = false;
    }

    /** The index of the next line feed, or {@code to}; eight bytes a step, because payloads are long. */
    private static int lineEnd(ByteBuffer in, int from, int to) {
        int at = from;
        for (; to - at >= Long.BYTES; at += Long.BYTES) {
            long difference = in.getLong(at) ^ LINE_FEEDS;
            long hits = (difference - LOW_BITS) & ~difference & HIGH_BITS;
            if (hits != 0) {
                return at + Long.numberOfTrailingZeros(hits) / Byte.SIZE;
            }
        }
        while (at < to && in.get(at) != '\n') {
            at++;
        }
        return at;
    }
}
