package io.sluice.server.publisher;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.delivery.hub.PublishListener;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.model.TopicName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reply to a single publication. */
final class PublishReply implements Reply, PublishListener {

    private final PushConnection connection;
    private final PushMetrics metrics;
    private final List<TopicName> topics;
    private final @Nullable String trace;
    private final long sinceNs = System.nanoTime();
    private volatile @Nullable PublishOutcome outcome;

    PublishReply(PushConnection connection, PushMetrics metrics, List<TopicName> topics, @Nullable String trace) {
        this.connection = connection;
        this.metrics = metrics;
        this.topics = topics;
        this.trace = trace;
    }

    @Override
    public void onOutcome(PublishOutcome found) {
        outcome = found;
        connection.signal();
    }

    @Override
    public Progress writeReady(ChannelHandlerContext ctx, Exchange exchange) {
        PublishOutcome found = outcome;
        if (found != null) {
            Trace.log(trace, topics, found);
        }
        return switch (found) {
            case null -> Progress.NONE;
            case PublishOutcome.Accepted accepted -> {
                metrics.onAccepted(sinceNs);
                ByteBuf body = ctx.alloc().buffer(Positions.maxBytes(topics));
                Positions.write(body, topics, accepted.positions(), false);
                FullHttpResponse response = Responses.of(HttpResponseStatus.ACCEPTED, Responses.JSON, body);
                if (accepted.replayed()) {
                    response.headers().set(PublishId.REPLAYED, "true");
                }
                exchange.write(ctx, response);
                yield Progress.DONE;
            }
            case PublishOutcome.Refused refused -> {
                metrics.onRefused(Refusal.of(refused.reason()));
                exchange.write(ctx, Refusal.problem(refused).toResponse());
                yield Progress.DONE;
            }
        };
    }
}
