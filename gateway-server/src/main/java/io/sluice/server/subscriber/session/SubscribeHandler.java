package io.sluice.server.subscriber.session;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.delivery.shard.Grant;
import io.sluice.delivery.shard.SubscribeListener;
import io.sluice.delivery.shard.Subscriber;
import io.sluice.delivery.shard.TopicStart;
import io.sluice.server.http.Problem;
import io.sluice.server.subscriber.handshake.Handshake;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks the hub for cursors before the handshake is answered: a client that sees 101 or the head of the stream misses
 * nothing that is published from then on, and one that cannot be served is told so in HTTP.
 */
public final class SubscribeHandler extends ChannelInboundHandlerAdapter {

    private final Sessions sessions;
    private final DeliveryHandler delivery;
    private final Function<Handshake, SurfaceKind> surfaces;

    public SubscribeHandler(Sessions sessions, DeliveryHandler delivery, Function<Handshake, SurfaceKind> surfaces) {
        this.sessions = sessions;
        this.delivery = delivery;
        this.surfaces = surfaces;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof Handshake handshake)) {
            ctx.fireChannelRead(msg);
            return;
        }
        if (sessions.isDraining()) {
            refuse(ctx, null, "draining", "The gateway is on its way out.");
            return;
        }
        SurfaceKind kind = surfaces.apply(handshake);
        List<TopicStart> starts = handshake.subscribe().starts();
        Subscriber subscriber = sessions.register(
                ctx.channel(),
                delivery,
                kind.name(),
                kind.surface(starts.size()),
                handshake.subscribe().client());
        Answer answer = new Answer(ctx, handshake, kind, subscriber);
        if (starts.isEmpty()) {
            answer.onSubscribed(List.of());
        } else if (!delivery.shard().subscribe(subscriber, starts, kind.format(starts.size()), answer)) {
            refuse(ctx, subscriber, "overload", "The gateway is taking in more subscribers than it can at the moment.");
        }
    }

    private final class Answer implements SubscribeListener {

        private final ChannelHandlerContext ctx;
        private final Handshake handshake;
        private final SurfaceKind kind;
        private final Subscriber subscriber;

        Answer(ChannelHandlerContext ctx, Handshake handshake, SurfaceKind kind, Subscriber subscriber) {
            this.ctx = ctx;
            this.handshake = handshake;
            this.kind = kind;
            this.subscriber = subscriber;
        }

        @Override
        public void onSubscribed(List<Grant> grants) {
            if (ctx.channel().isActive()) {
                sessions.starts().count(grants, handshake.subscribe().malformed());
                kind.open(new Opening(ctx, handshake, grants, new Established(subscriber, delivery, sessions)));
            }
        }

        @Override
        public void onRefused() {
            refuse(ctx, subscriber, "topics", "The gateway holds as many topics as it may (limits.topics).");
        }
    }

    private void refuse(ChannelHandlerContext ctx, @Nullable Subscriber subscriber, String code, String detail) {
        sessions.refused(ctx.channel(), subscriber, code);
        Duration retryAfter = Duration.ofSeconds(ThreadLocalRandom.current().nextInt(1, 10));
        FullHttpResponse response =
                new Problem(HttpResponseStatus.SERVICE_UNAVAILABLE, code, detail, retryAfter).toResponse();
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
