package io.sluice.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.sluice.bench.jmh.InMemoryGateway.Plan;
import io.sluice.model.PayloadKind;
import io.sluice.model.TopicName;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * What hub, topics and subscribers of one size hold in memory, with publications of 128 bytes, once nothing is under way. A subscriber is one in memory: its
 * channel is smaller than one with a socket, and none of the session's handlers is there.
 *
 * @param subscribersEach of each topic
 * @param history publications that each topic retains
 * @param gatewayHeapBytes a gateway without topics and subscribers, on the heap
 * @param heapBytes all topics, their subscribers and their logs' indexes, on the heap
 * @param logBytes what the logs' allocator holds for them outside of the heap
 */
record Footprint(
        int topics, int subscribersEach, int history, int loops, long gatewayHeapBytes, long heapBytes, long logBytes) {

    private static final int COLLECTIONS = 3;

    /** Builds a gateway of that size on this thread, and looks. */
    static Footprint of(int topics, int subscribersEach, int history, int loops) {
        buildAndForget();
        long before = usedHeapBytes();
        InMemoryGateway gateway = new InMemoryGateway(new Plan(InMemoryGateway.retentionOf(history), loops, topics));
        long empty = usedHeapBytes();
        populate(gateway, topics, subscribersEach, history);
        Footprint footprint = new Footprint(
                topics,
                subscribersEach,
                history,
                loops,
                empty - before,
                usedHeapBytes() - empty,
                gateway.memory().retainedBytes() + gateway.memory().pinnedBytes());
        gateway.close();
        return footprint;
    }

    /** So that classes, and what Netty makes once, are not in the figures. */
    private static void buildAndForget() {
        InMemoryGateway gateway = new InMemoryGateway(InMemoryGateway.retentionOf(1));
        populate(gateway, 2, 2, 1);
        gateway.close();
    }

    private static void populate(InMemoryGateway gateway, int topics, int subscribersEach, int history) {
        ByteBuf payload = Payloads.of(PayloadKind.TEXT, TopicsBenchmark.PAYLOAD_BYTES);
        List<TopicName> names = TopicsBenchmark.names(topics);
        names.forEach(name -> gateway.fill(List.of(name), payload, history));
        payload.release();
        InMemorySubscriber.atHead(gateway, names, subscribersEach);
    }

    /** What is reachable. A collection may leave something to the next one. */
    private static long usedHeapBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
