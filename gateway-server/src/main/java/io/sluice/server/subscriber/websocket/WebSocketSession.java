package io.sluice.server.subscriber.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.sluice.delivery.shard.Subscriber;
import io.sluice.delivery.socket.Connection;
import io.sluice.model.Disconnect;
import io.sluice.server.subscriber.session.Opening;
import io.sluice.server.tls.ServerTls;
import io.sluice.server.warning.RateLimitedWarning;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a WebSocket's pipeline: how it opens and closes, and what a surface does with the client's messages. */
public abstract class WebSocketSession extends SimpleChannelInboundHandler<WebSocketFrame> {

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketSession.class);
    private static final RateLimitedWarning UNEXPECTED = RateLimitedWarning.unexpected(LOG);

    private final Connection connection;
    private @Nullable Opening opening;
    private boolean undecodable;

    /** A session whose handshake is about to be answered. */
    protected WebSocketSession(Opening opening) {
        this.opening = opening;
        this.connection = opening.connection();
    }

    protected final Connection connection() {
        return connection;
    }

    /** The handshake was answered: says what comes before the first publication. */
    protected abstract void onOpened(ChannelHandlerContext ctx, Opening opening);

    /** A frame that is neither Close, ping nor pong; the connection is open. */
    protected abstract void onFrame(ChannelHandlerContext ctx, WebSocketFrame frame);

    /** Writes the goodbye behind what is pending. */
    protected void sayGoodbye(ChannelHandlerContext ctx, Disconnect cause) {
        ChannelFuture said = ctx.writeAndFlush(new CloseWebSocketFrame(cause.closeCode(), cause.reason()));
        if (undecodable) {
            said.addListener(done -> endOutput(ctx));
        }
    }

    /**
     * After a violation the codec passes nothing on, so the peer's Close would never be heard. What it still sends is read
     * and forgotten: closing at once would reset the connection, and the Close with it.
     */
    private static void endOutput(ChannelHandlerContext ctx) {
        if (ctx.channel() instanceof DuplexChannel channel) {
            ServerTls.endOutput(channel);
        } else {
            ctx.close();
        }
    }

    /** Each has a number, so that it is known which pong answers what, and what therefore has arrived. */
    private static void ping(ChannelHandlerContext ctx, Subscriber subscriber) {
        ByteBuf number = ctx.alloc().buffer(Integer.BYTES).writeInt(subscriber.notePing());
        ctx.pipeline().lastContext().writeAndFlush(new PingWebSocketFrame(number));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        Opening answered = opening;
        if (event instanceof HandshakeComplete && answered != null) {
            opening = null;
            // With the upgrade goes a handler that would close the channel after any exception, before the Close has
            // left.
            answered.leaveHandshake(true, WebSocketSession::ping);
            connection.onOpen(cause -> sayGoodbye(ctx, cause));
            if (connection.isOpen()) {
                onOpened(ctx, answered);
                answered.established().startDelivery();
            }
        }
    }

    @Override
    protected final void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame close) {
            onClose(ctx, close);
        } else if (connection.isOpen()) {
            onFrame(ctx, frame);
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
        undecodable |= error instanceof DecoderException;
        if (error instanceof CorruptedWebSocketFrameException corrupted) {
            connection.close(causeOf(corrupted.closeStatus()));
        } else if (error instanceof TooLongFrameException) {
            connection.close(Disconnect.TOO_LARGE);
        } else if (error instanceof IOException || error instanceof PrematureChannelClosureException) {
            connection.abort(Disconnect.RESET);
        } else {
            UNEXPECTED.warn("connection " + connection.info().id() + ": unexpected error", error);
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
