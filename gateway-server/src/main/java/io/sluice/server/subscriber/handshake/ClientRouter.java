package io.sluice.server.subscriber.handshake;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.sluice.server.admin.Health;
import io.sluice.server.http.Problem;
import org.jspecify.annotations.Nullable;

/** Sends each request where it belongs: answers files and the health checks itself and passes subscriptions on. */
@Sharable
final class ClientRouter extends ChannelInboundHandlerAdapter {

    private final StaticFiles files;
    private final Health health;
    private final Refusals refusals;
    private final int maxTopics;
    private final boolean compresses;

    ClientRouter(StaticFiles files, Health health, Refusals refusals, int maxTopics, boolean compresses) {
        this.files = files;
        this.health = health;
        this.refusals = refusals;
        this.maxTopics = maxTopics;
        this.compresses = compresses;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof FullHttpRequest request)) {
            ctx.fireChannelRead(msg);
            return;
        }
        RequestTarget target = RequestTarget.of(request.uri());
        if (target.isSubscription()) {
            subscription(ctx, request, target);
            return;
        }
        try {
            Answers.answer(ctx, request, answerTo(request, target));
        } finally {
            request.release();
        }
    }

    private FullHttpResponse answerTo(FullHttpRequest request, RequestTarget target) {
        if (target == RequestTarget.UNKNOWN) {
            refusals.count(Refusal.PATH);
            return Problem.of(
                            HttpResponseStatus.NOT_FOUND,
                            Refusal.PATH.word(),
                            "This port has /ws, /sse, /, /sluice.js, /sluice.d.ts, /healthz and /readyz; publishers use the push port.")
                    .toResponse();
        }
        if (!isRead(request)) {
            return methodNotAllowed("GET, HEAD");
        }
        return switch (target) {
            case LIVENESS -> status(health.liveness());
            case READINESS -> status(health.readiness());
            case PAGE -> files.page().answer(request);
            case MODULE -> files.module().answer(request);
            case MODULE_TYPES -> files.types().answer(request);
            case UNKNOWN, WEBSOCKET, SSE -> throw new IllegalStateException("no answer for " + target);
        };
    }

    private void subscription(ChannelHandlerContext ctx, FullHttpRequest request, RequestTarget target) {
        OriginDecision.Allowed decision =
                ctx.channel().attr(OriginFilter.DECISION).getAndSet(null);
        boolean sse = target == RequestTarget.SSE;
        if (sse && request.method().equals(HttpMethod.OPTIONS)) {
            finish(ctx, request, CrossOrigin.preflight(decision));
        } else if (!request.method().equals(HttpMethod.GET)) {
            finish(ctx, request, withOrigin(methodNotAllowed(sse ? "GET, OPTIONS" : "GET"), decision));
        } else {
            handshake(ctx, request, sse ? Handshake.Kind.SSE : WebSocketUpgrade.kindOf(request.headers()), decision);
        }
    }

    private void handshake(
            ChannelHandlerContext ctx, FullHttpRequest request, Handshake.Kind kind, OriginDecision.Allowed decision) {
        Problem problem = kind == Handshake.Kind.SSE ? null : WebSocketUpgrade.problemOf(request);
        if (problem != null) {
            refusals.count(Refusal.UPGRADE, ctx.channel());
            FullHttpResponse response = problem.toResponse();
            if (response.status().equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
                response.headers()
                        .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                        .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, WebSocketUpgrade.VERSION);
            }
            finish(ctx, request, response);
            return;
        }
        switch (SubscribeRequest.parse(request, kind, maxTopics)) {
            case SubscribeRequest.Parsed.Valid valid ->
                ctx.fireChannelRead(new Handshake(request, valid.request(), kind, extensions(request, kind), decision));
            case SubscribeRequest.Parsed.Invalid invalid -> {
                refusals.count(invalid.refusal(), ctx.channel());
                finish(ctx, request, withOrigin(invalid.problem().toResponse(), decision));
            }
        }
    }

    private @Nullable String extensions(FullHttpRequest request, Handshake.Kind kind) {
        return compresses && kind != Handshake.Kind.SSE ? DeflateOffer.answerTo(request.headers()) : null;
    }

    private static void finish(ChannelHandlerContext ctx, FullHttpRequest request, FullHttpResponse response) {
        request.release();
        Answers.close(ctx, response);
    }

    private static FullHttpResponse withOrigin(FullHttpResponse response, OriginDecision.Allowed decision) {
        CrossOrigin.allow(response.headers(), decision);
        return response;
    }

    private FullHttpResponse methodNotAllowed(String allowed) {
        refusals.count(Refusal.METHOD);
        FullHttpResponse response = Problem.of(
                        HttpResponseStatus.METHOD_NOT_ALLOWED, Refusal.METHOD.word(), "Allowed here: " + allowed + ".")
                .toResponse();
        response.headers().set(HttpHeaderNames.ALLOW, allowed);
        return response;
    }

    private static FullHttpResponse status(Health.Status status) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                status.ok() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                Unpooled.EMPTY_BUFFER);
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store").setInt(HttpHeaderNames.CONTENT_LENGTH, 0);
        return response;
    }

    private static boolean isRead(FullHttpRequest request) {
        return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    }
}
