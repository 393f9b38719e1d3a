package io.sluice.delivery.shard;

import io.netty.buffer.ByteBuf;
import io.sluice.model.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * What a wire surface says between the records of the shared log, to one subscriber. All bytes are whole frames or events,
 * as they go to the socket. Shard's loop only.
 */
public interface Surface {

    /** A surface that carries payloads and nothing else. */
    Surface BARE = new Surface() {};

    /** Tells of a gap; null where the surface has no words for it, and then the connection is closed as slow instead. */
    default @Nullable ByteBuf gap(TopicName topic, Gap gap) {
        return null;
    }

    /** Whether gaps can be told. */
    default boolean tellsGaps() {
        return false;
    }

    /** Whether each record ends with {@link #trailer}. */
    default boolean hasTrailer() {
        return false;
    }

    /** What completes the record that was just handed over; asked only where {@link #hasTrailer}. */
    default ByteBuf trailer(Subscriber subscriber) {
        throw new UnsupportedOperationException();
    }
}
