package io.sluice.server.subscriber.session;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.delivery.log.WebSocketFormat;
import io.sluice.delivery.log.WireFormat;
import io.sluice.delivery.shard.Grant;
import io.sluice.delivery.shard.Start;
import io.sluice.delivery.shard.SubscribeListener;
import io.sluice.delivery.shard.Subscriber;
import io.sluice.delivery.shard.TopicStart;
import io.sluice.delivery.socket.Connection;
import io.sluice.server.http.Problem;
import io.sluice.server.subscriber.handshake.Handshake;
import io.sluice.server.subscriber.handshake.HandshakeHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Asks the hub for cursors before the handshake is answered: a client that sees 101 or the head of the stream misses
 * nothing that is published from then on, and one that cannot be served is told so in HTTP.
 */
public final class SubscribeHandler extends ChannelInboundHandlerAdapter {

    /** Names of the handlers that only one of the surfaces needs. */
    public static final String PONG = "pong";

    public static final String WEBSOCKET = "websocket";
    public static final String WEBSOCKET_PATH = "/ws";
    public static final String SESSION = "session";
    public static final String HEARTBEAT = "heartbeat";
    public static final String IDLE = "idle";
    public static final String DELIVERY = "delivery";

    private static final Set<String> KEPT_BY_STREAMS = Set.of(IDLE, DELIVERY);

    private final Sessions sessions;
    private final DeliveryHandler delivery;
    private @Nullable FullHttpRequest pending;

    public SubscribeHandler(Sessions sessions, DeliveryHandler delivery) {
        this.sessions = sessions;
        this.delivery = delivery;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof Handshake handshake)) {
            ctx.fireChannelRead(msg);
            return;
        }
        pending = handshake.request();
        if (sessions.isDraining()) {
            refuse(ctx, "draining", "The gateway is on its way out.");
            return;
        }
        Subscriber subscriber = sessions.register(ctx.channel(), delivery, handshake.kind());
        boolean asked = delivery.shard()
                .subscribe(
                        subscriber,
                        handshake.subscribe().topics().stream()
                                .map(topic -> new TopicStart(topic, new Start.Head()))
                                .toList(),
                        formatOf(handshake),
                        new Answer(ctx, handshake, subscriber));
        if (!asked) {
            refuse(ctx, "overload", "The gateway is taking in more subscribers than it can at the moment.");
        }
    }

    private static WireFormat formatOf(Handshake handshake) {
        return switch (handshake.kind()) {
            case WEBSOCKET -> WebSocketFormat.INSTANCE;
            case SSE -> handshake.subscribe().topics().size() == 1 ? SseFormat.WITH_ID : SseFormat.WITHOUT_ID;
        };
    }

    private final class Answer implements SubscribeListener {

        private final ChannelHandlerContext ctx;
        private final Handshake handshake;
        private final Connection connection;

        Answer(ChannelHandlerContext ctx, Handshake handshake, Subscriber subscriber) {
            this.ctx = ctx;
            this.handshake = handshake;
            this.connection = subscriber.connection();
        }

        @Override
        public void onSubscribed(List<Grant> grants) {
            if (!ctx.channel().isActive()) {
                releasePending();
                return;
            }
            switch (handshake.kind()) {
                case WEBSOCKET -> openWebSocket(ctx, connection);
                case SSE -> openStream(ctx, connection, handshake);
            }
        }

        @Override
        public void onRefused() {
            refuse(ctx, "topics", "The gateway holds as many topics as it may (limits.topics).");
        }
    }

    private void openWebSocket(ChannelHandlerContext ctx, Connection connection) {
        FullHttpRequest request = pending;
        assert request != null;
        pending = null;
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.addLast(SESSION, new WebSocketSession(connection, () -> {
            pipeline.addAfter(IDLE, HEARTBEAT, heartbeat(connection, true, WebSocketSession::ping));
            HandshakeHandlers.removeFrom(pipeline);
            pipeline.remove(this);
            delivery.resume();
        }));
        pipeline.addBefore(WEBSOCKET, PONG, new PongHandler());
        // The target may have come in absolute form (RFC 9112 §3.2.2), which the protocol handler would not know.
        request.setUri(WEBSOCKET_PATH);
        ctx.fireChannelRead(request);
    }

    private void openStream(ChannelHandlerContext ctx, Connection connection, Handshake handshake) {
        releasePending();
        ChannelPipeline pipeline = ctx.pipeline();
        ctx.writeAndFlush(SseSession.head(handshake.decision())).addListener((ChannelFutureListener) written -> {
            if (!written.isSuccess()) {
                ctx.close();
                return;
            }
            ChannelHandlerContext raw = delivery.context();
            for (String name : pipeline.names()) {
                if (!KEPT_BY_STREAMS.contains(name) && pipeline.context(name) != null) {
                    pipeline.remove(name);
                }
            }
            pipeline.addLast(SESSION, new SseSession(connection));
            pipeline.addAfter(IDLE, HEARTBEAT, heartbeat(connection, false, SseSession::comment));
            connection.onOpen(cause -> SseSession.endOfStream(raw));
            // By a void promise a failed write is told as an exception, which names the cause of the connection's end.
            raw.writeAndFlush(SseSession.preamble(raw), raw.voidPromise());
            delivery.resume();
        });
    }

    private HeartbeatHandler heartbeat(
            Connection connection, boolean clientAnswers, HeartbeatHandler.SignOfLife signOfLife) {
        return new HeartbeatHandler(connection, sessions.settings(), sessions.metrics(), clientAnswers, signOfLife);
    }

    private void refuse(ChannelHandlerContext ctx, String code, String detail) {
        releasePending();
        Duration retryAfter = Duration.ofSeconds(ThreadLocalRandom.current().nextInt(1, 10));
        FullHttpResponse response =
                new Problem(HttpResponseStatus.SERVICE_UNAVAILABLE, code, detail, retryAfter).toResponse();
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private void releasePending() {
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        releasePending();
    }
}
