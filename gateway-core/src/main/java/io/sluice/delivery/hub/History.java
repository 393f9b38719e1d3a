package io.sluice.delivery.hub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.delivery.log.Publication;
import io.sluice.delivery.log.TopicLog;
import io.sluice.delivery.shard.Recovery;
import io.sluice.delivery.shard.Start;
import io.sluice.model.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of what a topic retains.
 *
 * @param head the position of the newest publication of the topic
 * @param firstOffset the oldest offset that is retained; one past the head where nothing is
 * @param recovery what became of the position that was asked for
 * @param items in the order of their offsets; their payloads are copies on the heap, which nobody has to release
 * @param more whether further ones follow before the head
 */
public record History(Position head, long firstOffset, Recovery recovery, List<Publication> items, boolean more) {

    public History {
        items = List.copyOf(items);
    }

    /**
     * What may be read at a time.
     *
     * @param items at least 1
     * @param payloadBytes of all of them together; a first one that is larger comes alone. 0 leaves the
     *     payloads out
     */
    public record Bounds(int items, int payloadBytes) {}

    /** Reads a part. Hub's loop only. */
    static History read(TopicLog log, Start start, Bounds bounds, long nowMillis) {
        Starts.Found found = Starts.find(start, log, nowMillis);
        Collector collector = new Collector(bounds);
        log.read(found.afterOffset() + 1, collector::take);
        return new History(log.head(), log.firstOffset(), found.recovery(), collector.items, collector.isFull);
    }

    private static final class Collector {

        private final Bounds bounds;
        private final List<Publication> items = new ArrayList<>();
        private long payloadBytes;
        private boolean isFull;

        Collector(Bounds bounds) {
            this.bounds = bounds;
        }

        boolean take(Publication publication) {
            ByteBuf payload = publication.payload();
            boolean withPayload = bounds.payloadBytes() > 0;
            payloadBytes += withPayload ? payload.readableBytes() : 0;
            isFull = items.size() == bounds.items() || (!items.isEmpty() && payloadBytes > bounds.payloadBytes());
            if (!isFull) {
                items.add(new Publication(
                        publication.topic(),
                        publication.position(),
                        publication.timeMillis(),
                        publication.kind(),
                        publication.key(),
                        publication.traceParent(),
                        withPayload ? Unpooled.copiedBuffer(payload) : Unpooled.EMPTY_BUFFER));
            }
            return !isFull;
        }
    }
}
