package io.sluice.delivery.shard;

import io.sluice.delivery.log.WireFormat;
import java.util.List;

/**
 * Asks the hub for one cursor per topic; all or none.
 *
 * @param inbox where the answer goes
 * @param subscriber whose cursors they become
 * @param topics each topic once
 */
public record SubscribeCommand(
        ShardInbox inbox,
        Subscriber subscriber,
        List<TopicStart> topics,
        WireFormat format,
        SubscribeListener listener) {

    public SubscribeCommand {
        topics = List.copyOf(topics);
    }
}
