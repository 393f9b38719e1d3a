package io.sluice.delivery.shard;

import io.sluice.delivery.log.WireFormat;
import io.sluice.model.TopicName;
import java.util.List;

/**
 * Asks the hub for one cursor per topic, from the head on.
 *
 * @param inbox where the answer goes
 * @param subscriber whose cursors they become
 */
public record SubscribeCommand(
        ShardInbox inbox,
        Subscriber subscriber,
        List<TopicName> topics,
        WireFormat format,
        SubscribeListener listener) {

    public SubscribeCommand {
        topics = List.copyOf(topics);
    }
}
