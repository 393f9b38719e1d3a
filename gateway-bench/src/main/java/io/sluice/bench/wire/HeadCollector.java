package io.sluice.bench.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Gathers a response head that arrives in pieces. One instance takes one head after another. */
public final class HeadCollector {
    private static final int MAX_BYTES = 16 * 1024;

    private byte[] bytes = new byte[512];
    private int fill;
    private @Nullable ResponseHead head;

    /**
     * Takes bytes up to the end of the head.
     *
     * @return the index behind the last byte taken; {@link #take} then gives the head if it is complete
     * @throws ProtocolException if the head is malformed or longer than 16 KiB
     */
    public int scan(ByteBuffer in, int from, int to) {
        int at = from;
        while (at < to && head == null) {
            append(in.get(at++));
            if (fill >= 4 && bytes[fill - 1] == '\n' && endsInEmptyLine()) {
                head = ResponseHead.parse(bytes, fill - 4);
                fill = 0;
            }
        }
        return at;
    }

    /** Gives the head, once; null while it is incomplete. */
    public @Nullable ResponseHead take() {
        ResponseHead taken = head;
        head = null;
        return taken;
    }

    private void append(byte b) {
        if (fill == MAX_BYTES) {
            throw new ProtocolException("a response head of more than " + MAX_BYTES + " bytes");
        }
        if (fill == bytes.length) {
            bytes = Arrays.copyOf(bytes, fill * 2);
        }
        bytes[fill++] = b;
    }

    private boolean endsInEmptyLine() {
        return bytes[fill - 2] == '\r' && bytes[fill - 3] == '\n' && bytes[fill - 4] == '\r';
    }
}
