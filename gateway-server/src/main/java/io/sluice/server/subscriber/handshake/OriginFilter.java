package io.sluice.server.subscriber.handshake;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AttributeKey;
import io.sluice.server.http.Problem;
import io.sluice.server.warning.RateLimitedWarning;

/** Keeps pages of other origins away from subscriptions. The files and the health checks are for everybody. */
@Sharable
final class OriginFilter extends ChannelInboundHandlerAdapter {

    /** What was decided on the request under way; set before the request is passed on. */
    static final AttributeKey<OriginDecision.Allowed> DECISION = AttributeKey.valueOf(OriginFilter.class, "decision");

    private final OriginPolicy policy;
    private final OriginAdvice advice;
    private final RateLimitedWarning warning;
    private final Refusals refusals;

    OriginFilter(OriginPolicy policy, OriginAdvice advice, RateLimitedWarning warning, Refusals refusals) {
        this.policy = policy;
        this.advice = advice;
        this.warning = warning;
        this.refusals = refusals;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof FullHttpRequest request)
                || !RequestTarget.of(request.uri()).isSubscription()) {
            ctx.fireChannelRead(msg);
            return;
        }
        ClientAddress client = ctx.channel().attr(ClientAddress.KEY).get();
        switch (policy.decide(request.headers(), client)) {
            case OriginDecision.Allowed allowed -> {
                ctx.channel().attr(DECISION).set(allowed);
                ctx.fireChannelRead(request);
            }
            case OriginDecision.Refused refused -> refuse(ctx, request, refused.rule(), client);
        }
    }

    private void refuse(ChannelHandlerContext ctx, FullHttpRequest request, OriginRule rule, ClientAddress client) {
        String origin = request.headers().get(HttpHeaderNames.ORIGIN, "");
        warning.warn(advice.about(rule, origin, client, request.headers()));
        refusals.count(Refusal.ORIGIN, ctx.channel());
        request.release();
        Answers.refuse(
                ctx, Problem.of(HttpResponseStatus.FORBIDDEN, Refusal.ORIGIN.word(), rule + ": " + rule.sentence()));
    }
}
