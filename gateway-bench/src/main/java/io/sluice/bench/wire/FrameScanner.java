package io.sluice.bench.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds WebSocket messages in what a server sends.
 *
 * <p>A frame that lies whole in the read, which nearly all do, is reported in place. Only a frame that is cut by the end
 * of a read goes through the state below, byte by byte for its header and in blocks for its body:
 *
 * <pre>
 *   HEAD (headFill of headBytes()) ──► BODY (bodyLeft) ──► end of frame ──► HEAD
 * </pre>
 */
public final class FrameScanner implements StreamScanner {
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int MAX_CONTROL_BYTES = 125;
    private static final int NO_STATUS = 1005;
    private static final int CUT = -1;

    private static final int COMPRESSED = 0x40;
    /** Enough for the tables of a block and the stamp behind them. */
    private static final int DEFLATED_STAMP_BYTES = 1024;

    private final MessageSink sink;
    private final @Nullable StampInflater inflater;
    private final byte[] head = new byte[10];
    private final int maxKeptBytes;
    private final byte[] control = new byte[MAX_CONTROL_BYTES];

    private ByteBuffer kept = ByteBuffer.allocate(Stamp.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private int headFill;
    private boolean inBody;
    private long bodyLeft;
    private int controlFill;
    private boolean inMessage;
    private boolean compressed;

    /** Keeps the stamp of a message that is cut by the end of a read. */
    public FrameScanner(MessageSink sink) {
        this(sink, Stamp.BYTES);
    }

    /**
     * Keeps more of a message that is cut by the end of a read.
     *
     * @param maxKeptBytes of one message, at least {@link Stamp#BYTES}
     */
    public FrameScanner(MessageSink sink, int maxKeptBytes) {
        this(sink, maxKeptBytes, null);
    }

    private FrameScanner(MessageSink sink, int maxKeptBytes, @Nullable StampInflater inflater) {
        this.sink = sink;
        this.inflater = inflater;
        this.maxKeptBytes = maxKeptBytes;
    }

    /** Takes compressed messages too, each by itself, and reports no more of them than the stamp. */
    public static FrameScanner inflating(MessageSink sink) {
        return new FrameScanner(sink, DEFLATED_STAMP_BYTES, new StampInflater());
    }

    @Override
    public void scan(ByteBuffer in, int from, int to) {
        int at = from;
        while (at < to) {
            int next = headFill == 0 && !inMessage ? wholeMessage(in, at, to) : CUT;
            at = next == CUT ? piece(in, at, to) : next;
        }
    }

    /** Reports an unfragmented data frame that ends before {@code to}; {@link #CUT} if there is none at {@code at}. */
    private int wholeMessage(ByteBuffer in, int at, int to) {
        if (to - at < 4) {
            return CUT;
        }
        int first = in.get(at) & 0xff;
        if (first != (0x80 | TEXT) && first != (0x80 | BINARY)) {
            return CUT;
        }
        int length = in.get(at + 1);
        int body = at + 2;
        if (length == 126) {
            length = Short.reverseBytes(in.getShort(at + 2)) & 0xffff;
            body = at + 4;
        } else if (length == 127 || length < 0) {
            return CUT;
        }
        if (to - body < length) {
            return CUT;
        }
        sink.onMessage(in, body, length);
        return body + length;
    }

    private int piece(ByteBuffer in, int at, int to) {
        if (!inBody) {
            head[headFill++] = in.get(at);
            if (headFill >= 2 && headFill == headBytes()) {
                startBody();
            }
            return at + 1;
        }
        int taken = (int) Math.min(to - at, bodyLeft);
        keep(in, at, taken);
        bodyLeft -= taken;
        if (bodyLeft == 0) {
            endFrame();
        }
        return at + taken;
    }

    private int headBytes() {
        return switch (head[1] & 0x7f) {
            case 126 -> 4;
            case 127 -> 10;
            default -> 2;
        };
    }

    private void startBody() {
        checkHead();
        bodyLeft = 0;
        if (headFill == 2) {
            bodyLeft = head[1] & 0x7f;
        }
        for (int i = 2; i < headFill; i++) {
            bodyLeft = (bodyLeft << 8) | (head[i] & 0xff);
        }
        if (bodyLeft < 0) {
            throw new ProtocolException("a frame length has its highest bit set");
        }
        if (isControl()) {
            controlFill = 0;
            if (bodyLeft > MAX_CONTROL_BYTES) {
                throw new ProtocolException("a control frame of " + bodyLeft + " bytes");
            }
        } else if (opcode() != CONTINUATION) {
            kept.clear();
            inMessage = true;
            compressed = (head[0] & COMPRESSED) != 0;
        }
        inBody = true;
        if (bodyLeft == 0) {
            endFrame();
        }
    }

    private void checkHead() {
        if ((head[0] & (isFirstOfMessage() && inflater != null ? 0x30 : 0x70)) != 0) {
            throw new ProtocolException("reserved bits are set, but no extension was negotiated");
        }
        if (head[1] < 0) {
            throw new ProtocolException("the server masked a frame");
        }
        int opcode = opcode();
        if (opcode > PONG || (opcode > BINARY && opcode < CLOSE)) {
            throw new ProtocolException("unknown opcode " + opcode);
        }
        if (isControl() ? !isFinal() : (opcode == CONTINUATION) != inMessage) {
            throw new ProtocolException("fragments are out of order");
        }
    }

    private void keep(ByteBuffer in, int at, int length) {
        if (isControl()) {
            in.get(at, control, controlFill, length);
            controlFill += length;
        } else {
            int wanted = Math.min(length, maxKeptBytes - kept.position());
            makeRoom(kept.position() + wanted);
            kept.put(kept.position(), in, at, wanted);
            kept.position(kept.position() + wanted);
        }
    }

    private void makeRoom(int bytes) {
        if (bytes > kept.capacity()) {
            ByteBuffer larger = ByteBuffer.allocate(Math.min(maxKeptBytes, Math.max(bytes, 2 * kept.capacity())))
                    .order(ByteOrder.LITTLE_ENDIAN);
            kept = larger.put(kept.flip());
        }
    }

    private void endFrame() {
        inBody = false;
        headFill = 0;
        switch (opcode()) {
            case PING -> sink.onPing(Arrays.copyOf(control, controlFill));
            case CLOSE -> sink.onClose(controlFill < 2 ? NO_STATUS : ((control[0] & 0xff) << 8) | (control[1] & 0xff));
            case PONG -> {}
            default -> endDataFrame();
        }
    }

    private void endDataFrame() {
        if (isFinal()) {
            inMessage = false;
            ByteBuffer found = compressed && inflater != null ? inflater.inflate(kept) : kept;
            sink.onMessage(found, 0, found.position());
        }
    }

    private int opcode() {
        return head[0] & 0x0f;
    }

    private boolean isFirstOfMessage() {
        return opcode() == TEXT || opcode() == BINARY;
    }

    private boolean isControl() {
        return opcode() >= CLOSE;
    }

    private boolean isFinal() {
        return head[0] < 0;
    }
}
