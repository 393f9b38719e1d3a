package io.sluice.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.shard.Start;
import io.sluice.model.PayloadKind;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A subscriber that stands 10,000 records behind the head and gets them in slices of 32 KiB, flushed whenever 64 KiB are
 * pending. Its subscribe, by way of the hub, is in the figure. Another subscriber stands at the head, so the shard has the
 * segments.
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CatchUpBenchmark extends GatewayBenchmark {

    @Param({"128", "4096"})
    int payloadBytes;

    /** Tests need not wait for so many. */
    int behind = 10_000;

    private InMemoryGateway gateway;
    private InMemorySubscriber subscriber;

    @Setup
    public void setUp() {
        gateway = new InMemoryGateway(new Retention(2 * behind, 256 << 20, Duration.ofHours(1)));
        subscriber = InMemorySubscriber.atHead(gateway, 2).get(1);
        subscriber.unsubscribe();
        ByteBuf payload = Payloads.of(PayloadKind.TEXT, payloadBytes);
        gateway.fill(payload, behind);
        payload.release();
    }

    @TearDown
    public void tearDown() {
        gateway.close();
    }

    @Benchmark
    public long catchUp() {
        subscriber.subscribe(new Start.Last(behind));
        gateway.run();
        subscriber.unsubscribe();
        return subscriber.takenBytes();
    }

    InMemoryGateway gateway() {
        return gateway;
    }
}
