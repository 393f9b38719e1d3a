package io.sluice.server.subscriber;

import com.codahale.metrics.MetricRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.FastThreadLocal;
import io.sluice.delivery.log.WebSocketFormat;
import io.sluice.delivery.log.WireFormat;
import io.sluice.delivery.shard.Shard;
import io.sluice.delivery.shard.Surface;
import io.sluice.server.admin.Health;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.explain.RefusedHandshakes;
import io.sluice.server.subscriber.handshake.HandshakeHandlers;
import io.sluice.server.subscriber.session.Opening;
import io.sluice.server.subscriber.session.Sessions;
import io.sluice.server.subscriber.session.SurfaceKind;
import io.sluice.server.subscriber.websocket.MessageDeflater;
import io.sluice.server.subscriber.websocket.WebSocketSession;
import io.sluice.server.subscriber.websocket.WebSocketUpgrades;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The client port with one surface that sends each message back: everything that a real client meets but the session, for a
 * conformance suite to talk to.
 */
public final class EchoPort {

    private static final int COMPRESSED = 4;

    private static final FastThreadLocal<MessageDeflater> DEFLATER = new FastThreadLocal<>() {
        @Override
        protected MessageDeflater initialValue() {
            return new MessageDeflater(1);
        }
    };

    private EchoPort() {}

    /** Prepares accepted channels as {@link ClientPort} does. */
    public static ChannelInitializer<Channel> initializer(
            GatewayConfig config, Health health, ChannelGroup channels, Function<EventLoop, Shard> shards) {
        MetricRegistry registry = new MetricRegistry();
        RefusedHandshakes refused = new RefusedHandshakes(0, InstantSource.system());
        SurfaceKind echo = new Echo();
        return new ClientPort(
                        config,
                        new HandshakeHandlers(config, 0, health, refused, registry),
                        new Sessions(
                                config,
                                false,
                                new AtomicLong()::incrementAndGet,
                                refused,
                                InstantSource.system(),
                                registry),
                        channels,
                        shards,
                        handshake -> echo)
                .initializer();
    }

    private static final class Echo implements SurfaceKind {

        @Override
        public String name() {
            return "echo";
        }

        @Override
        public WireFormat format(int topics) {
            return WebSocketFormat.INSTANCE;
        }

        @Override
        public Surface surface(int topics) {
            return Surface.BARE;
        }

        @Override
        public void open(Opening opening) {
            WebSocketUpgrades.openForMessages(opening, new Session(opening));
        }
    }

    private static final class Session extends WebSocketSession {

        private final boolean compresses;

        Session(Opening opening) {
            super(opening);
            compresses = opening.handshake().mayCompress();
        }

        @Override
        protected void onOpened(ChannelHandlerContext ctx, Opening opening) {
            // Nothing is said before the client speaks.
        }

        @Override
        protected void onFrame(ChannelHandlerContext ctx, WebSocketFrame frame) {
            byte[] deflated = compresses ? DEFLATER.get().deflate(frame.content()) : null;
            ctx.writeAndFlush(deflated == null ? frame.retain() : compressed(frame, deflated), ctx.voidPromise());
        }

        private static WebSocketFrame compressed(WebSocketFrame frame, byte[] payload) {
            ByteBuf bytes = Unpooled.wrappedBuffer(payload);
            return frame instanceof TextWebSocketFrame
                    ? new TextWebSocketFrame(true, COMPRESSED, bytes)
                    : new BinaryWebSocketFrame(true, COMPRESSED, bytes);
        }
    }
}
