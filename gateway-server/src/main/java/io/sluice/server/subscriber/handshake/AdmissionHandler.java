package io.sluice.server.subscriber.handshake;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.server.http.Problem;
import io.sluice.server.tls.TlsHandshake;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who the client is and whether there is room for it, before anything else is done for it. Health is answered
 * even where there is no room: a full gateway is a healthy one, and must not be restarted for it.
 */
final class AdmissionHandler extends ChannelInboundHandlerAdapter {

    private final AdmissionLimits limits;
    private final ForwardedAddress forwarded;
    private final UserHeader users;
    private final Refusals refusals;
    private final Supplier<Duration> retryHint;

    private @Nullable Admission admission;

    AdmissionHandler(
            AdmissionLimits limits,
            ForwardedAddress forwarded,
            UserHeader users,
            Refusals refusals,
            Supplier<Duration> retryHint) {
        this.limits = limits;
        this.forwarded = forwarded;
        this.users = users;
        this.refusals = refusals;
        this.retryHint = retryHint;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            admit(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        admit(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (admission != null) {
            admission.endHandshake();
        }
        Peer.forget(ctx.channel());
    }

    /** A proxy told who its client is, whose connection this is from now on. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        switch (event) {
            case Peer peer -> countFor(peer, admit(ctx));
            case TlsHandshake step -> onTls(ctx, step);
            default -> ctx.fireUserEventTriggered(event);
        }
    }

    /** A handshake of TLS takes a place among the handshakes, as the one that may follow does. */
    private void onTls(ChannelHandlerContext ctx, TlsHandshake step) {
        switch (step) {
            case BEGUN -> {
                if (!admit(ctx).beginHandshake()) {
                    refusals.count(Refusal.LIMIT_HANDSHAKES, ctx.channel());
                    Answers.drop(ctx);
                }
            }
            case DONE -> admit(ctx).endHandshake();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof FullHttpRequest request)) {
            ctx.fireChannelRead(msg);
            return;
        }
        Peer peer = Peer.of(ctx.channel());
        ClientAddress client = forwarded.resolve(peer, request.headers());
        RequestTarget target = RequestTarget.of(request.uri());
        ctx.channel().attr(ClientAddress.KEY).set(client);
        if (target.isSubscription()) {
            try {
                client = client.withUser(users.userOf(peer, request.headers()));
            } catch (IllegalArgumentException e) {
                refuse(ctx, request, Refusal.USER, badUser(e));
                return;
            }
        }
        ctx.channel().attr(ClientAddress.KEY).set(client);
        Refusal refusal = refusalOf(admit(ctx), target, client);
        if (refusal == null) {
            closeAfterwardsIfNotConnected(request, admit(ctx));
            ctx.fireChannelRead(request);
            return;
        }
        refuse(ctx, request, refusal, problem(refusal));
    }

    private void refuse(ChannelHandlerContext ctx, FullHttpRequest request, Refusal refusal, Problem problem) {
        request.release();
        refusals.count(refusal, ctx.channel());
        Answers.refuse(ctx, problem);
    }

    private static Problem badUser(IllegalArgumentException reason) {
        return Problem.of(
                HttpResponseStatus.BAD_REQUEST,
                Refusal.USER.word(),
                "The header that names the user " + reason.getMessage() + " (client.user-header).");
    }

    /** The places of this connection. They are taken as early as the connection is: one that never asks counts too. */
    private Admission admit(ChannelHandlerContext ctx) {
        if (admission != null) {
            return admission;
        }
        Admission taken = new Admission(limits);
        admission = taken;
        boolean hasPlace = taken.connect();
        if (hasPlace) {
            countFor(Peer.of(ctx.channel()), taken);
        }
        ctx.channel().closeFuture().addListener(closed -> taken.close());
        if (!hasPlace) {
            refusals.count(Refusal.LIMIT_CONNECTIONS, ctx.channel());
            Answers.drop(ctx);
        }
        return taken;
    }

    /** Whether there was room is asked again when the request is there to be answered. */
    private void countFor(Peer peer, Admission taken) {
        if (!forwarded.isTrusted(peer)) {
            taken.countFor(peer.address());
        }
    }

    private static @Nullable Refusal refusalOf(Admission admission, RequestTarget target, ClientAddress client) {
        if (target.isHealth()) {
            return null;
        }
        if (!admission.isConnected()) {
            return Refusal.LIMIT_CONNECTIONS;
        }
        if (!admission.countFor(client.address())) {
            return Refusal.LIMIT_ADDRESS;
        }
        return target.isSubscription() && !admission.beginHandshake() ? Refusal.LIMIT_HANDSHAKES : null;
    }

    private static void closeAfterwardsIfNotConnected(FullHttpRequest request, Admission admission) {
        if (!admission.isConnected()) {
            request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    private Problem problem(Refusal refusal) {
        String detail = switch (refusal) {
            case LIMIT_ADDRESS -> "Too many connections from this address (limits.connections-per-address).";
            case LIMIT_HANDSHAKES -> "Too many handshakes at the same time (limits.handshakes).";
            default -> "The gateway has all the connections that it may have (limits.connections).";
        };
        return new Problem(HttpResponseStatus.SERVICE_UNAVAILABLE, refusal.word(), detail, retryHint.get());
    }
}
