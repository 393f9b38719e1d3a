package io.sluice.server.subscriber.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.sluice.delivery.shard.Gap;
import io.sluice.delivery.shard.Grant;
import io.sluice.model.Disconnect;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import io.sluice.server.subscriber.handshake.SubscribeRequest;
import io.sluice.server.subscriber.session.JsonObject;
import io.sluice.server.subscriber.session.StartMetrics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** What an event stream says besides publications. All of it is ASCII. */
final class StreamText {

    static final ByteBuf COMMENT = Unpooled.unreleasableBuffer(
                    Unpooled.directBuffer().writeBytes(":\n\n".getBytes(StandardCharsets.US_ASCII)))
            .asReadOnly();

    private static final int RETRY_MIN_MILLIS = 1000;
    private static final int RETRY_MAX_MILLIS = 5000;

    private StreamText() {}

    /**
     * What a stream begins with: when to come back, spread so that not all come back at once; which positions are lost; and
     * after that, the positions from which it goes on.
     */
    static ByteBuf preamble(ByteBufAllocator allocator, SubscribeRequest asked, List<Grant> grants) {
        int retryMillis = ThreadLocalRandom.current().nextInt(RETRY_MIN_MILLIS, RETRY_MAX_MILLIS);
        StringBuilder text = new StringBuilder("retry: ").append(retryMillis).append("\n\n");
        for (Grant grant : grants) {
            TopicName topic = grant.feed().topic();
            if (asked.malformed().contains(topic)) {
                event(text, "gap", lost(grant, StartMetrics.MALFORMED));
            } else if (grant.recovery().isLost()) {
                event(text, "gap", lost(grant, StartMetrics.reason(grant.recovery())));
            }
        }
        id(text, grants.stream().map(Grant::after).toList());
        return ByteBufUtil.writeAscii(allocator, text);
    }

    private static JsonObject lost(Grant grant, String reason) {
        return new JsonObject()
                .put("topic", grant.feed().topic().value())
                .put("reason", reason)
                .put("epoch", grant.after().epochText())
                .put("offset", grant.after().offset())
                .put("first", grant.firstOffset());
    }

    static ByteBuf gap(TopicName topic, Gap gap) {
        StringBuilder text = new StringBuilder();
        event(text, "gap", new JsonObject().putGap(topic, gap));
        return ByteBufUtil.writeAscii(ByteBufAllocator.DEFAULT, text);
    }

    /** The end of an event whose data stand there already. */
    static ByteBuf id(List<Position> positions) {
        StringBuilder text = new StringBuilder();
        id(text, positions);
        return ByteBufUtil.writeAscii(ByteBufAllocator.DEFAULT, text);
    }

    static ByteBuf goaway(ByteBufAllocator allocator, Disconnect cause, int reconnectAfterMillis) {
        StringBuilder text =
                new StringBuilder("retry: ").append(reconnectAfterMillis).append('\n');
        event(text, "goaway", new JsonObject().putGoaway(cause, reconnectAfterMillis));
        return ByteBufUtil.writeAscii(allocator, text);
    }

    private static void event(StringBuilder text, String name, JsonObject data) {
        text.append("event: ").append(name).append("\ndata: ").append(data).append("\n\n");
    }

    private static void id(StringBuilder text, List<Position> positions) {
        text.append("id: ");
        for (int i = 0; i < positions.size(); i++) {
            text.append(i == 0 ? "" : ",").append(positions.get(i));
        }
        text.append("\n\n");
    }
}
