package io.sluice.bench.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads the stamp at the beginning of a compressed message, and nothing behind it: a client has to be cheap. */
final class StampInflater {

    private final Inflater inflater = new Inflater(true);
    private final ByteBuffer stamp = ByteBuffer.allocate(Stamp.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /**
     * The stamp, which is valid until the next call.
     *
     * @param deflated its position is the end of the bytes, which begin at 0
     */
    ByteBuffer inflate(ByteBuffer deflated) {
        inflater.reset();
        inflater.setInput(deflated.duplicate().flip());
        stamp.clear();
        try {
            inflater.inflate(stamp);
        } catch (DataFormatException e) {
            throw new ProtocolException("a message is not DEFLATE: " + e.getMessage());
        }
        return stamp;
    }
}
