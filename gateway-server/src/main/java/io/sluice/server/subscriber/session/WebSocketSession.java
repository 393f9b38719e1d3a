package io.sluice.server.subscriber.session;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.sluice.delivery.socket.Connection;
import io.sluice.model.Disconnect;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plain WebSocket surface: the client listens. It may ping and say goodbye; what else it sends ends the connection.
 */
final class WebSocketSession extends SimpleChannelInboundHandler<WebSocketFrame> {

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketSession.class);

    private final Connection connection;
    private final Runnable onOpen;

    /**
     * A session whose handshake is about to be answered.
     *
     * @param onOpen runs when the answer has been written
     */
    WebSocketSession(Connection connection, Runnable onOpen) {
        this.connection = connection;
        this.onOpen = onOpen;
    }

    static void ping(ChannelHandlerContext ctx) {
        ctx.pipeline().lastContext().writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof HandshakeComplete) {
            connection.onOpen(cause -> sayGoodbye(ctx, cause));
            onOpen.run();
        }
    }

    private static void sayGoodbye(ChannelHandlerContext ctx, Disconnect cause) {
        ctx.writeAndFlush(new CloseWebSocketFrame(cause.closeCode(), cause.reason()));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame close) {
            onClose(ctx, close);
        } else if (connection.isOpen()) {
            connection.close(Disconnect.UNSUPPORTED);
        }
    }

    /** The peer's Close: echoed if it came first, and then the server ends the TCP connection (RFC 6455 §5.5.1, §7.1.1). */
    private void onClose(ChannelHandlerContext ctx, CloseWebSocketFrame close) {
        if (!connection.isOpen()) {
            ctx.close();
            return;
        }
        int code = close.statusCode();
        connection.abandon(Disconnect.CLIENT_CLOSED);
        CloseWebSocketFrame echo = code < 0
                ? new CloseWebSocketFrame()
                : new CloseWebSocketFrame(WebSocketCloseStatus.isValidStatusCode(code) ? code : 1002, "");
        ctx.writeAndFlush(echo).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        if (error instanceof CorruptedWebSocketFrameException corrupted) {
            connection.close(causeOf(corrupted.closeStatus()));
        } else if (error instanceof IOException) {
            connection.abort(Disconnect.RESET);
        } else {
            LOG.warn("connection {}: unexpected error", connection.info().id(), error);
            connection.close(Disconnect.INTERNAL);
        }
    }

    private static Disconnect causeOf(WebSocketCloseStatus status) {
        return switch (status.code()) {
            case 1007 -> Disconnect.INVALID_PAYLOAD;
            case 1009 -> Disconnect.TOO_LARGE;
            default -> Disconnect.PROTOCOL_ERROR;
        };
    }
}
