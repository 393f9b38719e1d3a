package io.sluice.bench.audit;

import io.sluice.bench.wire.MessageSink;
import java.nio.ByteBuffer;

/** A plain WebSocket: payloads and nothing else, whose offsets are known from their stamps. */
final class PlainReader implements MessageSink {
    static final int POSITION_LOST = 4009;

    private final Connection connection;
    private final TopicStream stream;

    PlainReader(Connection connection, TopicStream stream) {
        this.connection = connection;
        this.stream = stream;
        stream.startedAsAsked();
    }

    @Override
    public void onMessage(ByteBuffer bytes, int at, int keptBytes) {
        Payload.read(bytes, at, keptBytes, stream, null, 0);
    }

    @Override
    public void onPing(byte[] payload) {
        connection.pong(payload);
    }

    @Override
    public void onClose(int code) {
        if (code == POSITION_LOST) {
            stream.forgotten();
        }
        connection.closedBy(code);
    }
}
