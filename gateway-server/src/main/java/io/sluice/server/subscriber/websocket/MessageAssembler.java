package io.sluice.server.subscriber.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Makes whole messages of frames (RFC 6455 §5.4), within a bound. A text that is not UTF-8 is refused with the first frame
 * that shows it (§8.1); a compressed one, which can be read only as a whole, with its last. Between messages nothing is kept.
 */
final class MessageAssembler extends ChannelInboundHandlerAdapter {

    private final int maxBytes;
    private final boolean mayBeCompressed;
    private @Nullable Message begun;

    /**
     * An assembler of messages.
     *
     * @param maxBytes of a message, on the wire and as it is; more is a {@link TooLongFrameException}
     * @param mayBeCompressed whether permessage-deflate was agreed on
     */
    MessageAssembler(int maxBytes, boolean mayBeCompressed) {
        this.maxBytes = maxBytes;
        this.mayBeCompressed = mayBeCompressed;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof WebSocketFrame frame) || frame instanceof CloseWebSocketFrame) {
            ctx.fireChannelRead(msg);
            return;
        }
        WebSocketFrame whole;
        try {
            whole = onFrame(ctx, frame);
        } finally {
            frame.release();
        }
        if (whole != null) {
            ctx.fireChannelRead(whole);
        }
    }

    private @Nullable WebSocketFrame onFrame(ChannelHandlerContext ctx, WebSocketFrame frame) {
        Message message = begun;
        if (!(frame instanceof ContinuationWebSocketFrame)) {
            message = new Message(
                    frame instanceof TextWebSocketFrame, mayBeCompressed && ReservedBits.sayCompressed(frame));
        }
        // The codec lets no continuation through that continues nothing.
        assert message != null;
        begun = frame.isFinalFragment() ? null : message;
        try {
            message.add(ctx, frame);
            return frame.isFinalFragment() ? message.end(ctx) : null;
        } finally {
            if (begun == null) {
                message.release();
            }
        }
    }

    /** The connection ends in the middle of a message. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (begun != null) {
            begun.release();
            begun = null;
        }
    }

    private static CorruptedWebSocketFrameException notUtf8() {
        return new CorruptedWebSocketFrameException(WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "the text is not UTF-8");
    }

    private final class Message {

        private final @Nullable Utf8Scanner text;
        private final boolean compressed;
        private @Nullable ByteBuf bytes;

        Message(boolean isText, boolean compressed) {
            this.text = isText ? new Utf8Scanner() : null;
            this.compressed = compressed;
        }

        void add(ChannelHandlerContext ctx, WebSocketFrame frame) {
            ByteBuf piece = frame.content();
            ByteBuf before = bytes;
            if ((before == null ? 0 : before.readableBytes()) + piece.readableBytes() > maxBytes) {
                throw new TooLongFrameException("a message has more than " + maxBytes + " bytes");
            }
            if (!compressed && text != null && !text.accepts(piece)) {
                throw notUtf8();
            }
            if (before == null && frame.isFinalFragment()) {
                bytes = piece.retain();
            } else {
                // Copied: pieces of a few bytes each would hold many times their size.
                bytes = before == null ? ctx.alloc().buffer(piece.readableBytes()) : before;
                bytes.writeBytes(piece);
            }
        }

        /** The message in one frame, which takes the bytes over. */
        WebSocketFrame end(ChannelHandlerContext ctx) {
            if (compressed) {
                inflate(ctx);
            }
            if (text != null && !text.isComplete()) {
                throw notUtf8();
            }
            ByteBuf all = bytes;
            assert all != null;
            bytes = null;
            return text == null ? new BinaryWebSocketFrame(all) : new TextWebSocketFrame(all);
        }

        private void inflate(ChannelHandlerContext ctx) {
            ByteBuf deflated = bytes;
            assert deflated != null;
            bytes = LoopInflater.ofLoop().inflate(deflated, maxBytes, ctx.alloc());
            deflated.release();
            if (text != null && !text.accepts(bytes)) {
                throw notUtf8();
            }
        }

        void release() {
            if (bytes != null) {
                bytes.release();
                bytes = null;
            }
        }
    }
}
