package io.sluice.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.bench.wire.Stamp;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The POST of one publication; only its stamp differs from one to the next. */
final class Request {
    private final long tag;
    private final byte[] template;
    private final int stampAt;

    Request(Endpoint endpoint, int payloadBytes, long tag) {
        this.tag = tag;
        byte[] head = ("POST " + endpoint.pathAndQuery() + " HTTP/1.1\r\nHost: " + endpoint.authority()
                        + "\r\nContent-Type: text/plain\r\nContent-Length: " + payloadBytes + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        this.stampAt = head.length;
        this.template = Arrays.copyOf(head, head.length + payloadBytes);
        Arrays.fill(template, stampAt, template.length, (byte) 'x');
    }

    /** Not thread-safe: the template is stamped in place. */
    ByteBuf of(ByteBufAllocator allocator, long sequence, long dueNanos) {
        Stamp.write(template, stampAt, tag, sequence, dueNanos);
        return allocator.directBuffer(template.length).writeBytes(template);
    }
}
