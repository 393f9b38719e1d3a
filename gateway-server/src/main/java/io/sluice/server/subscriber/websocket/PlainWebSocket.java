package io.sluice.server.subscriber.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.sluice.delivery.log.WebSocketFormat;
import io.sluice.delivery.log.WireFormat;
import io.sluice.delivery.shard.Surface;
import io.sluice.model.Disconnect;
import io.sluice.server.subscriber.session.Opening;
import io.sluice.server.subscriber.session.SurfaceKind;

/** The plain WebSocket surface: each message is one payload and nothing else. The client listens. */
public final class PlainWebSocket implements SurfaceKind {

    private final WireFormat format;

    /** The surface of clients that have their payloads as they are. */
    public PlainWebSocket() {
        this(WebSocketFormat.INSTANCE);
    }

    /**
     * The surface of clients that have their payloads in this format.
     *
     * @param format whose records are frames
     */
    public PlainWebSocket(WireFormat format) {
        this.format = format;
    }

    @Override
    public String name() {
        return "websocket";
    }

    @Override
    public WireFormat format(int topics) {
        return format;
    }

    @Override
    public Surface surface(int topics) {
        return Surface.BARE;
    }

    @Override
    public void open(Opening opening) {
        WebSocketUpgrades.open(opening, new Session(opening));
    }

    private static final class Session extends WebSocketSession {

        Session(Opening opening) {
            super(opening);
        }

        /** A lost position can only be told by the end: there is no envelope to say it in. */
        @Override
        protected void onOpened(ChannelHandlerContext ctx, Opening opening) {
            if (opening.hasLost()) {
                connection().close(Disconnect.POSITION_LOST);
            }
        }

        @Override
        protected void onFrame(ChannelHandlerContext ctx, WebSocketFrame frame) {
            connection().close(Disconnect.UNSUPPORTED);
        }
    }
}
