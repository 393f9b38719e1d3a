package io.sluice.bench.jmh;

import com.codahale.metrics.MetricRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.shard.Shard;
import io.sluice.engine.MemoryEngine;
import io.sluice.model.PayloadKind;
import io.sluice.server.admin.AdminReads;
import io.sluice.server.admin.CanaryHealth;
import io.sluice.server.admin.HubReads;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.explain.NodeRecords;
import io.sluice.server.explain.Records;
import io.sluice.server.explain.RefusedHandshakes;
import io.sluice.server.publisher.PushPort;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A publication of a topic that is full and that nobody reads, up to the answer. */
public class PublishPathBenchmark extends GatewayBenchmark {

    private static final String REQUEST = "POST /api/push?topic=" + InMemoryGateway.TOPIC
            + " HTTP/1.1\r\nHost: localhost:8081\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n"
            + "Content-Type: text/plain\r\nContent-Length: ";
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final int STATUS_DIGITS = 3;

    @Param({"128", "4096"})
    int payloadBytes;

    /** Tests need not wait for so many. */
    Retention retention = InMemoryGateway.defaultRetention();

    private InMemoryGateway gateway;
    private EmbeddedChannel publisher;
    private ByteBuf payload;
    private byte[] request;

    @Setup
    public void setUp() {
        gateway = new InMemoryGateway(retention);
        payload = Payloads.of(PayloadKind.TEXT, payloadBytes);
        request = (REQUEST + payloadBytes + "\r\n\r\n" + payload.toString(StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
        GatewayConfig config = GatewayConfig.of();
        List<Shard> shards = List.of(gateway.shard());
        InstantSource clock = InstantSource.system();
        Records records = new NodeRecords(gateway.hub(), shards, new RefusedHandshakes(0, clock), clock);
        publisher = new EmbeddedChannel(new PushPort(
                        config.push(),
                        config.limits(),
                        new MemoryEngine(gateway.hub()),
                        AdminReads.alone(new HubReads(gateway.hub(), shards, records, Runnable::run)),
                        new CanaryHealth(gateway.hub(), 1, System::nanoTime),
                        out -> {},
                        new MetricRegistry())
                .initializer());
        for (int i = 0; i < 2 * retention.messages(); i++) {
            hub();
        }
    }

    @TearDown
    public void tearDown() {
        publisher.finishAndReleaseAll();
        gateway.close();
        payload.release();
    }

    /**
     * The bytes of a request in, those of the answer out: the push port's pipeline, the hub, and the way back.
     *
     * @return the status of the answer
     */
    @Benchmark
    public int request() {
        publisher.writeInbound(publisher.alloc().directBuffer(request.length).writeBytes(request));
        gateway.run();
        publisher.runPendingTasks();
        int status = 0;
        for (ByteBuf answer = publisher.readOutbound(); answer != null; answer = publisher.readOutbound()) {
            if (status == 0) {
                status = Integer.parseInt(answer.toString(STATUS_AT, STATUS_DIGITS, StandardCharsets.US_ASCII));
            }
            answer.release();
        }
        return status;
    }

    /** The hub's part of it: from the mailbox to the outcome. */
    @Benchmark
    public long hub() {
        gateway.publish(payload);
        gateway.run();
        return gateway.accepted();
    }

    InMemoryGateway gateway() {
        return gateway;
    }
}
