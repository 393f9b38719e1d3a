package io.sluice.server.subscriber.json;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.CharsetUtil;
import io.sluice.delivery.log.WireFormat;
import io.sluice.model.Disconnect;
import io.sluice.server.subscriber.session.Established;
import io.sluice.server.subscriber.session.Opening;
import io.sluice.server.subscriber.websocket.WebSocketSession;
import org.jspecify.annotations.Nullable;

/**
 * The session of one connection. Answers leave through the codec and so stand between the frames of the log; while they
 * cannot leave, or the hub is being waited for, the client is not read.
 */
final class JsonSession extends WebSocketSession {

    private final Established established;
    private final WireFormat format;
    private final CommandMetrics metrics;
    private final int maxTopics;
    private @Nullable Conversation conversation;

    JsonSession(Opening opening, WireFormat format, CommandMetrics metrics, int maxTopics) {
        super(opening);
        this.established = opening.established();
        this.format = format;
        this.metrics = metrics;
        this.maxTopics = maxTopics;
    }

    @Override
    protected void onOpened(ChannelHandlerContext ctx, Opening opening) {
        Conversation begun = new Conversation(established, format, metrics, maxTopics, new Writer(ctx));
        conversation = begun;
        begun.begin(opening.grants());
        ctx.flush();
    }

    @Override
    protected void onFrame(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (!(frame instanceof TextWebSocketFrame)) {
            connection().close(Disconnect.UNSUPPORTED);
        } else if (conversation != null) {
            conversation.onMessage(frame.content().toString(CharsetUtil.UTF_8));
            pace(ctx);
        }
    }

    /** The answers to all that was read at once leave together. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable() && conversation != null && connection().isOpen()) {
            conversation.goOn();
            ctx.flush();
        }
        pace(ctx);
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    protected void sayGoodbye(ChannelHandlerContext ctx, Disconnect cause) {
        if (cause == Disconnect.DRAIN) {
            write(ctx, Events.goaway(cause, established.sessions().reconnectAfterMillis()));
        }
        super.sayGoodbye(ctx, cause);
        pace(ctx);
    }

    /** Reads on, or not. One that is closing is read: its own Close is to come. */
    private void pace(ChannelHandlerContext ctx) {
        boolean waits = conversation != null && conversation.isWaiting();
        boolean reads = !connection().isOpen() || (ctx.channel().isWritable() && !waits);
        if (ctx.channel().config().isAutoRead() != reads) {
            ctx.channel().config().setAutoRead(reads);
        }
    }

    private static void write(ChannelHandlerContext ctx, String event) {
        ctx.write(new TextWebSocketFrame(ByteBufUtil.writeAscii(ctx.alloc(), event)), ctx.voidPromise());
    }

    private final class Writer implements Conversation.Answers {

        private final ChannelHandlerContext ctx;

        Writer(ChannelHandlerContext ctx) {
            this.ctx = ctx;
        }

        @Override
        public void write(String event) {
            JsonSession.write(ctx, event);
        }

        @Override
        public boolean areTaken() {
            return ctx.channel().isWritable();
        }

        @Override
        public void onHubAnswered() {
            ctx.flush();
            pace(ctx);
        }
    }
}
