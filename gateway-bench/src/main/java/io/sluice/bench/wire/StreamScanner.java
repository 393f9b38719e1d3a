package io.sluice.bench.wire;

import java.nio.ByteBuffer;

/** Finds messages in a byte stream that arrives in arbitrary pieces. One instance per connection, one thread. */
public interface StreamScanner {

    /**
     * Takes the bytes {@code from} (inclusive) to {@code to} (exclusive) and keeps none of them.
     *
     * @param in little endian; position and limit are left alone
     * @throws ProtocolException if the peer broke the protocol; the connection is of no further use
     */
    void scan(ByteBuffer in, int from, int to);
}
