package io.sluice.bench.wire;

import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Finds the answers to pipelined requests: reports each status once its body has arrived, and drops the bodies. */
public final class ResponseScanner implements StreamScanner {
    private static final StreamScanner DROP = (in, from, to) -> {};

    private final IntConsumer onStatus;
    private final HeadCollector heads = new HeadCollector();
    private int status;
    private long bodyLeft;
    private @Nullable ChunkedScanner chunks;

    public ResponseScanner(IntConsumer onStatus) {
        this.onStatus = onStatus;
    }

    @Override
    public void scan(ByteBuffer in, int from, int to) {
        int at = from;
        while (at < to) {
            at = status == 0 ? head(in, at, to) : body(in, at, to);
        }
    }

    private int head(ByteBuffer in, int from, int to) {
        int at = heads.scan(in, from, to);
        ResponseHead head = heads.take();
        if (head != null && head.status() >= 200) {
            status = head.status();
            chunks = head.isChunked() ? new ChunkedScanner(DROP) : null;
            String length = head.field("content-length");
            bodyLeft = length == null ? 0 : Long.parseLong(length);
            if (length == null && chunks == null && status != 204) {
                throw new ProtocolException("an answer without length on a kept connection: " + head.statusLine());
            }
            if (bodyLeft == 0 && chunks == null) {
                end();
            }
        }
        return at;
    }

    private int body(ByteBuffer in, int from, int to) {
        if (chunks != null) {
            int at = chunks.scanToEnd(in, from, to);
            if (chunks.ended()) {
                end();
            }
            return at;
        }
        int taken = (int) Math.min(to - from, bodyLeft);
        bodyLeft -= taken;
        if (bodyLeft == 0) {
            end();
        }
        return from + taken;
    }

    private void end() {
        int finished = status;
        status = 0;
        chunks = null;
        onStatus.accept(finished);
    }
}
