package io.sluice.server.subscriber.websocket;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Which reserved bits a frame may have where permessage-deflate was agreed on: the first, on the first frame of a message (RFC
 * 7692 §6). Where nothing was agreed on, the codec allows none.
 */
@Sharable
final class ReservedBits extends ChannelInboundHandlerAdapter {

    static final ReservedBits INSTANCE = new ReservedBits();

    private static final int COMPRESSED = 4;

    private ReservedBits() {}

    /** Whether this frame says that its message is compressed. */
    static boolean sayCompressed(WebSocketFrame frame) {
        return (frame.rsv() & COMPRESSED) != 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof WebSocketFrame frame && !isAllowed(frame)) {
            frame.release();
            throw new CorruptedWebSocketFrameException(
                    WebSocketCloseStatus.PROTOCOL_ERROR, "reserved bits that were not agreed on");
        }
        ctx.fireChannelRead(msg);
    }

    private static boolean isAllowed(WebSocketFrame frame) {
        boolean first = frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame;
        return frame.rsv() == 0 || (frame.rsv() == COMPRESSED && first);
    }
}
