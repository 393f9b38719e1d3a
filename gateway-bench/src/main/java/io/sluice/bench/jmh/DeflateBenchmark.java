package io.sluice.bench.jmh;

import com.codahale.metrics.MetricRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.sluice.delivery.log.Publication;
import io.sluice.delivery.log.WireFormat;
import io.sluice.model.PayloadKind;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import io.sluice.server.config.GatewayConfig;
import io.sluice.server.subscriber.json.JsonSurface;
import io.sluice.server.subscriber.websocket.Compression;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** What compressing a publication costs the hub: one of quotes in JSON, measured and written as the log does it. */
public class DeflateBenchmark extends GatewayBenchmark {

    /** Of zlib; 0 is the plain format. */
    @Param({"0", "1", "6"})
    int level;

    @Param({"1024", "16384", "65000"})
    int payloadBytes;

    private WireFormat format;
    private Publication publication;
    private ByteBuf out;

    @Setup
    public void setUp() {
        MetricRegistry registry = new MetricRegistry();
        GatewayConfig config = GatewayConfig.of("compression.level=" + Math.max(1, level));
        Compression compression = new Compression(config.compression(), registry);
        format = new JsonSurface(config.limits(), registry, plain -> level == 0 ? plain : compression.of(plain))
                .format(1);
        publication = new Publication(
                new TopicName("quotes"),
                new Position(1, 123_456),
                1_700_000_000_000L,
                PayloadKind.JSON,
                null,
                PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(quotes(payloadBytes)));
        out = PooledByteBufAllocator.DEFAULT.directBuffer(format.maxEncodedBytes(publication));
    }

    /** Objects of names that repeat and numbers that do not. */
    private static byte[] quotes(int bytes) {
        Random random = new Random(17);
        StringBuilder json = new StringBuilder("[");
        while (json.length() < bytes) {
            json.append(json.length() == 1 ? "" : ",")
                    .append(String.format(
                            Locale.ROOT,
                            "{\"symbol\":\"S%03d\",\"bid\":%.4f,\"ask\":%.4f,\"volume\":%d,\"time\":%d}",
                            random.nextInt(400),
                            100 * random.nextDouble(),
                            100 * random.nextDouble(),
                            random.nextInt(1_000_000),
                            1_700_000_000_000L + random.nextInt(1_000_000_000)));
        }
        return json.append(']').toString().getBytes(StandardCharsets.US_ASCII);
    }

    @TearDown
    public void tearDown() {
        publication.payload().release();
        out.release();
    }

    @Benchmark
    public int encode() {
        out.clear();
        int announced = format.encodedBytes(publication);
        format.encode(publication, out);
        return announced;
    }
}
