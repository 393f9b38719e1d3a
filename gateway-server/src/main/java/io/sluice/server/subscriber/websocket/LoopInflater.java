package io.sluice.server.subscriber.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Undoes permessage-deflate (RFC 7692 §7.2.2) for all connections of a loop, one message after the other: since no message may
 * refer to those before it, a connection needs nothing of its own.
 */
final class LoopInflater {

    private static final FastThreadLocal<LoopInflater> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected LoopInflater initialValue() {
            return new LoopInflater();
        }

        @Override
        protected void onRemoval(LoopInflater value) {
            value.inflater.end();
        }
    };

    private static final int FIRST_BYTES = 256;

    private final Inflater inflater = new Inflater(true);

    private LoopInflater() {}

    /** The one of the loop that this runs on. */
    static LoopInflater ofLoop() {
        return OF_LOOP.get();
    }

    /**
     * The message, which the caller has to release.
     *
     * @param deflated the payloads of its frames; its indexes stay where they are
     * @param maxBytes of the message; no more than that is ever inflated
     * @throws TooLongFrameException if it is longer
     * @throws CorruptedWebSocketFrameException if it is not DEFLATE, or refers to an earlier message
     */
    ByteBuf inflate(ByteBuf deflated, int maxBytes, ByteBufAllocator alloc) {
        ByteBuf message = alloc.buffer(Math.min(maxBytes, Math.max(FIRST_BYTES, 2 * deflated.readableBytes())));
        try {
            inflater.reset();
            append(deflated.nioBuffer(), message, maxBytes);
            append(ByteBuffer.wrap(MessageDeflater.TAIL), message, maxBytes);
            return message;
        } catch (DataFormatException e) {
            message.release();
            throw new CorruptedWebSocketFrameException(
                    WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "a message is not compressed as agreed");
        } catch (RuntimeException e) {
            message.release();
            throw e;
        } finally {
            // The input lives only as long as the message does.
            inflater.setInput(MessageDeflater.TAIL, 0, 0);
        }
    }

    private void append(ByteBuffer input, ByteBuf message, int maxBytes) throws DataFormatException {
        inflater.setInput(input);
        while (true) {
            if (inflater.finished()) {
                // A last block may be followed by others (§7.2.3.4).
                inflater.reset();
                inflater.setInput(input);
            }
            // One byte of room beyond the bound tells a message that has just that size from a longer one.
            message.ensureWritable(
                    Math.min(Math.max(FIRST_BYTES, message.readableBytes()), maxBytes + 1 - message.readableBytes()));
            int at = message.writerIndex();
            int room = Math.min(message.writableBytes(), maxBytes + 1 - at);
            int bytes = inflater.inflate(message.internalNioBuffer(at, room));
            message.writerIndex(at + bytes);
            if (message.readableBytes() > maxBytes) {
                throw new TooLongFrameException("a message has more than " + maxBytes + " bytes");
            }
            if (inflater.needsDictionary()) {
                throw new DataFormatException("a preset dictionary");
            }
            if (bytes < room && !input.hasRemaining()) {
                return;
            }
        }
    }
}
