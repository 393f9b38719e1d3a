package io.sluice.server.subscriber.stream;

import io.netty.buffer.ByteBuf;
import io.sluice.delivery.shard.Gap;
import io.sluice.delivery.shard.Subscriber;
import io.sluice.delivery.shard.Surface;
import io.sluice.model.TopicName;

/** What stands between the publications of an event stream, and behind each where there are several topics. */
enum StreamSurface implements Surface {
    ONE_TOPIC,
    SEVERAL_TOPICS;

    @Override
    public boolean tellsGaps() {
        return true;
    }

    @Override
    public ByteBuf gap(TopicName topic, Gap gap) {
        return StreamText.gap(topic, gap);
    }

    @Override
    public boolean hasTrailer() {
        return this == SEVERAL_TOPICS;
    }

    @Override
    public ByteBuf trailer(Subscriber subscriber) {
        return StreamText.id(subscriber.positions());
    }
}
