package io.sluice.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.sluice.delivery.log.Publication;
import io.sluice.delivery.log.WireFormat;
import io.sluice.model.PayloadKind;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** One publication measured and written in one format, as the log does it; into the same bytes each time. */
public class FrameEncodeBenchmark extends GatewayBenchmark {

    @Param({"websocket", "json", "sse"})
    String format = "";

    @Param({"TEXT", "JSON", "BINARY"})
    PayloadKind kind = PayloadKind.TEXT;

    @Param({"128", "4096"})
    int payloadBytes;

    private WireFormat wireFormat;
    private Publication publication;
    private ByteBuf out;

    @Setup
    public void setUp() {
        wireFormat = Formats.named(format);
        publication = new Publication(
                new TopicName("rates.eurusd"),
                new Position(0x7F3A_55C1_0E42_9B6DL, 123_456),
                1_700_000_000_000L,
                kind,
                null,
                Payloads.of(kind, payloadBytes));
        out = PooledByteBufAllocator.DEFAULT.directBuffer(wireFormat.encodedBytes(publication));
    }

    @TearDown
    public void tearDown() {
        publication.payload().release();
        out.release();
    }

    @Benchmark
    public int encode() {
        out.clear();
        int announced = wireFormat.encodedBytes(publication);
        wireFormat.encode(publication, out);
        return announced;
    }

    ByteBuf out() {
        return out;
    }
}
