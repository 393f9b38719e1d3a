package io.sluice.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.sluice.bench.jmh.InMemoryGateway.Plan;
import io.sluice.model.PayloadKind;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Publications of 128 bytes for an audience of one shard, from the hub's mailbox to the outbound buffers of channels that
 * swallow bytes at the flush. The figures are per delivery: one publication for one subscriber. Writes straight to a
 * descriptor, which epoll allows, are another way and not in it.
 *
 * <p>What {@code -prof gc} shows: a delivery allocates nothing, since slices and entries of the outbound buffer come from
 * Netty's recyclers. About 500 bytes per publication are the hub's (the command, its answer, the publication), so they weigh
 * with few channels; JMH itself takes some 350 kB per iteration, which show where an iteration has few deliveries.
 *
 * <p>That holds while Netty's leak detection is off, as it is in the gateway and in these benchmarks. With
 * {@code -jvmArgsAppend -Dio.netty.leakDetection.level=simple} each slice of one segment in 128 is tracked: two stack traces,
 * about 2,600 bytes and several microseconds for each delivery from that segment.
 */
public class ShardPassBenchmark extends GatewayBenchmark {

    /** So many deliveries of each publication of a pass make an invocation, whatever the audience: JMH wants a constant. */
    private static final int VISITS = 1_000_000;

    private static final int PAYLOAD_BYTES = 128;
    private static final int BATCH = 8;

    /** All together, a divisor of a million. */
    @Param({"100", "1000", "10000", "100000", "1000000"})
    int channels;

    /** Client loops, each with a shard and its part of the channels; one thread runs them in turn, so their costs add up. */
    @Param("1")
    int loops;

    /** Publications that the topic retains; there are so many from the start. */
    @Param("10000")
    int history;

    private InMemoryGateway gateway;
    private List<InMemorySubscriber> subscribers;
    private ByteBuf payload;

    @Setup
    public void setUp() {
        if (VISITS % channels != 0) {
            throw new IllegalArgumentException("channels is " + channels + "; allowed: divisors of " + VISITS);
        }
        gateway = new InMemoryGateway(new Plan(InMemoryGateway.retentionOf(history), loops, 1));
        payload = Payloads.of(PayloadKind.TEXT, PAYLOAD_BYTES);
        gateway.fill(payload, history);
        subscribers = InMemorySubscriber.atHead(gateway, channels);
    }

    @TearDown
    public void tearDown() {
        gateway.close();
        payload.release();
    }

    @Benchmark
    @OperationsPerInvocation(VISITS)
    public long onePublicationPerPass() {
        return passes(VISITS / channels, 1);
    }

    @Benchmark
    @OperationsPerInvocation(VISITS * BATCH)
    public long eightPublicationsPerPass() {
        return passes(VISITS / channels, BATCH);
    }

    /** Answers how many deliveries there were since the set-up. */
    long passes(int count, int publications) {
        if (publications > 1 && history < 2 * publications) {
            throw new IllegalArgumentException("history is " + history + "; allowed for " + publications
                    + " publications per pass: " + 2 * publications + " and more, so that none of them has to wait");
        }
        for (int pass = 0; pass < count; pass++) {
            for (int i = 0; i < publications; i++) {
                gateway.publish(payload);
            }
            gateway.run();
        }
        return gateway.deliveries();
    }

    List<InMemorySubscriber> subscribers() {
        return subscribers;
    }

    InMemoryGateway gateway() {
        return gateway;
    }
}
