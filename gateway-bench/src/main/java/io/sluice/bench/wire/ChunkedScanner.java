package io.sluice.bench.wire;

import java.nio.ByteBuffer;

/** Takes the chunk framing of HTTP/1.1 off a stream and hands the content on. */
public final class ChunkedScanner implements StreamScanner {
    private enum State {
        SIZE,
        EXTENSION,
        CONTENT,
        AFTER_CONTENT,
        TRAILER,
        END
    }

    private static final long MAX_CHUNK_BYTES = 1L << 40;

    private final StreamScanner content;
    private State state = State.SIZE;
    private long left;
    private int trailerLineBytes;

    public ChunkedScanner(StreamScanner content) {
        this.content = content;
    }

    @Override
    public void scan(ByteBuffer in, int from, int to) {
        int end = scanToEnd(in, from, to);
        if (end < to) {
            throw new ProtocolException("bytes after the last chunk");
        }
    }

    /** Like {@link #scan}, but stops behind the last chunk and returns that index, or {@code to} if it is not there. */
    int scanToEnd(ByteBuffer in, int from, int to) {
        int at = from;
        while (at < to && state != State.END) {
            if (state == State.CONTENT) {
                int taken = (int) Math.min(to - at, left);
                content.scan(in, at, at + taken);
                left -= taken;
                at += taken;
                if (left == 0) {
                    state = State.AFTER_CONTENT;
                }
            } else {
                framing(in.get(at++));
            }
        }
        return at;
    }

    boolean ended() {
        return state == State.END;
    }

    private void framing(byte b) {
        if (b == '\r') {
            return;
        }
        if (b == '\n') {
            endLine();
        } else if (state == State.SIZE) {
            size(b);
        } else if (state == State.TRAILER) {
            trailerLineBytes++;
        }
    }

    private void size(byte b) {
        int digit = Character.digit(b, 16);
        if (digit < 0) {
            state = State.EXTENSION;
            return;
        }
        left = left * 16 + digit;
        if (left > MAX_CHUNK_BYTES) {
            throw new ProtocolException("a chunk is too long");
        }
    }

    private void endLine() {
        switch (state) {
            case SIZE, EXTENSION -> state = left == 0 ? State.TRAILER : State.CONTENT;
            case AFTER_CONTENT -> state = State.SIZE;
            case TRAILER -> {
                state = trailerLineBytes == 0 ? State.END : State.TRAILER;
                trailerLineBytes = 0;
            }
            case CONTENT, END -> throw new IllegalStateException("no line ends in state " + state);
        }
    }
}
