package io.sluice.server.subscriber.websocket;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Compresses messages, each by itself, as permessage-deflate wants them (RFC 7692 §7.2.1). Not thread-safe. */
public final class MessageDeflater {

    /** What a flush ends with, and the receiver puts there again: an empty block without compression. */
    static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

    private static final int KEPT_BYTES = 128 << 10;

    private final Deflater deflater;
    private byte[] scratch = new byte[0];

    /**
     * A compressor; what zlib holds for it, a quarter of a MiB, is given back when this is collected.
     *
     * @param level of zlib, 1 to 9
     */
    public MessageDeflater(int level) {
        deflater = new Deflater(level, true);
    }

    /** The payload of the compressed frame; null where it would not be shorter. The message's indexes stay where they are. */
    public byte @Nullable [] deflate(ByteBuf message) {
        int messageBytes = message.readableBytes();
        int room = messageBytes + TAIL.length;
        if (scratch.length < room) {
            scratch = new byte[room];
        }
        deflater.reset();
        deflater.setInput(message.nioBuffer());
        int bytes = deflater.deflate(scratch, 0, room, Deflater.SYNC_FLUSH);
        // The input lives only as long as the message does.
        deflater.setInput(TAIL, 0, 0);
        // Only where room was left is all of it written.
        byte @Nullable [] deflated = bytes == room ? null : Arrays.copyOf(scratch, bytes - TAIL.length);
        if (scratch.length > KEPT_BYTES) {
            scratch = new byte[0];
        }
        return deflated;
    }
}
