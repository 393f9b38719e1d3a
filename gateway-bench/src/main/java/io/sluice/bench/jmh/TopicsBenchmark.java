package io.sluice.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.sluice.bench.jmh.InMemoryGateway.Plan;
import io.sluice.model.PayloadKind;
import io.sluice.model.TopicName;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A publication of 128 bytes to one topic of many, and its deliveries: from the hub's mailbox to the outbound buffers of the
 * topic's subscribers. Each has the hub's and the shard's turn to itself, so nothing is shared between publications, however
 * few the topics are.
 *
 * <p>A topic retains only its newest publication, so that a million of them fit into memory however long the run is. So each
 * publication opens a segment and gives one up, which is the dearest case for the hub.
 */
public class TopicsBenchmark extends GatewayBenchmark {

    static final int PAYLOAD_BYTES = 128;
    private static final long SEED = 42;

    @Param({"1", "100", "10000", "1000000"})
    int topics;

    /** Of each topic, a channel each. */
    @Param({"0", "1"})
    int subscribersEach;

    /** How one topic follows the other. */
    @Param({"roundRobin", "random"})
    Order order = Order.roundRobin;

    /** Publications that each topic retains. */
    @Param("1")
    int history;

    /** The values of {@link #order}, as they are written. */
    public enum Order {
        roundRobin,
        random
    }

    private final SplittableRandom random = new SplittableRandom(SEED);
    private InMemoryGateway gateway;
    private List<List<TopicName>> names;
    private ByteBuf payload;
    private int at;

    @Setup
    public void setUp() {
        payload = Payloads.of(PayloadKind.TEXT, PAYLOAD_BYTES);
        gateway = new InMemoryGateway(new Plan(InMemoryGateway.retentionOf(history), 1, topics));
        List<TopicName> all = names(topics);
        names = all.stream().map(List::of).toList();
        names.forEach(name -> gateway.fill(name, payload, history));
        InMemorySubscriber.atHead(gateway, all, subscribersEach);
    }

    /** That many different names, as applications give them: a word and a number. */
    static List<TopicName> names(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new TopicName("user." + i))
                .toList();
    }

    @TearDown
    public void tearDown() {
        gateway.close();
        payload.release();
    }

    /** Answers how many were accepted so far. */
    @Benchmark
    public long publication() {
        gateway.publish(names.get(next()), payload);
        gateway.run();
        return gateway.accepted();
    }

    private int next() {
        return switch (order) {
            case roundRobin -> {
                at = at + 1 == topics ? 0 : at + 1;
                yield at;
            }
            case random -> random.nextInt(topics);
        };
    }

    InMemoryGateway gateway() {
        return gateway;
    }
}
