package io.sluice.server.subscriber.stream;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.sluice.delivery.log.WireFormat;
import io.sluice.delivery.shard.Subscriber;
import io.sluice.delivery.shard.Surface;
import io.sluice.delivery.socket.Connection;
import io.sluice.model.Disconnect;
import io.sluice.server.subscriber.handshake.CrossOrigin;
import io.sluice.server.subscriber.handshake.OriginDecision;
import io.sluice.server.subscriber.session.Opening;
import io.sluice.server.subscriber.session.Sessions;
import io.sluice.server.subscriber.session.SurfaceKind;
import io.sluice.server.tls.ServerTls;
import java.util.EnumSet;
import java.util.Set;

/**
 * The event stream: after the head of the answer, bytes of the log until the connection ends (the body is delimited by the
 * close, RFC 9112 §6.3, so that no chunk header stands around shared bytes).
 */
public final class EventStream implements SurfaceKind {

    private static final Set<Disconnect> TOLD =
            EnumSet.of(Disconnect.DRAIN, Disconnect.KICKED, Disconnect.TOKEN_EXPIRED, Disconnect.MAX_AGE);
    private static final Set<String> KEPT = Set.of(Opening.IDLE, Opening.DELIVERY);

    @Override
    public String name() {
        return "sse";
    }

    @Override
    public WireFormat format(int topics) {
        return topics == 1 ? SseFormat.WITH_ID : SseFormat.OPEN_END;
    }

    @Override
    public Surface surface(int topics) {
        return topics == 1 ? StreamSurface.ONE_TOPIC : StreamSurface.SEVERAL_TOPICS;
    }

    @Override
    public void open(Opening opening) {
        opening.context().writeAndFlush(head(opening.handshake().decision())).addListener((ChannelFutureListener)
                written -> {
                    if (written.isSuccess()) {
                        begin(opening);
                    } else {
                        written.channel().close();
                    }
                });
    }

    /** The head of the answer; the rest of it is the stream. */
    private static HttpResponse head(OriginDecision.Allowed decision) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set("x-content-type-options", "nosniff");
        CrossOrigin.allowStream(head.headers(), decision);
        return head;
    }

    private static void begin(Opening opening) {
        Connection connection = opening.connection();
        ChannelPipeline pipeline = opening.pipeline();
        ChannelHandlerContext raw = opening.established().raw();
        Sessions sessions = opening.established().sessions();
        for (String name : pipeline.names()) {
            if (!KEPT.contains(name) && !ServerTls.handlerNames().contains(name) && pipeline.context(name) != null) {
                pipeline.remove(name);
            }
        }
        pipeline.addLast(Opening.SESSION, new StreamSession(connection));
        opening.leaveHandshake(false, EventStream::comment);
        connection.onOpen(cause -> sayGoodbye(raw, sessions, cause));
        // By a void promise a failed write is told as an exception, which names the cause of the connection's end.
        raw.writeAndFlush(
                StreamText.preamble(raw.alloc(), opening.handshake().subscribe(), opening.grants()), raw.voidPromise());
        opening.established().startDelivery();
    }

    private static void comment(ChannelHandlerContext ctx, Subscriber subscriber) {
        ctx.writeAndFlush(StreamText.COMMENT.duplicate(), ctx.voidPromise());
    }

    /** There is no close code, so whoever is sent away on purpose is told before the end. */
    private static void sayGoodbye(ChannelHandlerContext raw, Sessions sessions, Disconnect cause) {
        if (TOLD.contains(cause)) {
            raw.write(StreamText.goaway(raw.alloc(), cause, sessions.reconnectAfterMillis()), raw.voidPromise());
        }
        raw.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
}
