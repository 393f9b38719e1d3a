package io.sluice.bench.jmh;

import io.netty.buffer.ByteBuf;
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
 * <p>That holds while the segment's buffer is none of those that Netty's leak detection looks at, one in 128 by default. A
 * slice of such a buffer is tracked in any case: two stack traces, about 2,600 bytes and several microseconds for each
 * delivery from that segment. So figures of short runs scatter. {@code -Dio.netty.leakDetection.level=disabled} leaves it
 * out; {@code -Dio.netty.leakDetection.samplingInterval=1} shows nothing else.
 */
public class ShardPassBenchmark extends GatewayBenchmark {

    /** So many deliveries of each publication of a pass make an invocation, whatever the audience: JMH wants a constant. */
    private static final int VISITS = 1_000_000;

    private static final int PAYLOAD_BYTES = 128;
    private static final int BATCH = 8;

    /** A divisor of a million. A million itself takes about 2 GB of heap and has to be asked for. */
    @Param({"10", "1000", "100000"})
    int channels;

    private InMemoryGateway gateway;
    private List<InMemorySubscriber> subscribers;
    private ByteBuf payload;

    @Setup
    public void setUp() {
        if (VISITS % channels != 0) {
            throw new IllegalArgumentException("channels is " + channels + "; allowed: divisors of " + VISITS);
        }
        gateway = new InMemoryGateway(InMemoryGateway.defaultRetention());
        payload = Payloads.of(PayloadKind.TEXT, PAYLOAD_BYTES);
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
        for (int pass = 0; pass < count; pass++) {
            for (int i = 0; i < publications; i++) {
                gateway.publish(payload);
            }
            gateway.run();
        }
        return gateway.shard().metrics().deliveries();
    }

    List<InMemorySubscriber> subscribers() {
        return subscribers;
    }

    InMemoryGateway gateway() {
        return gateway;
    }
}
