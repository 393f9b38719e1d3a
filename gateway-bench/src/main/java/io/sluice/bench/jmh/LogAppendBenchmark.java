package io.sluice.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.sluice.delivery.log.LogListener;
import io.sluice.delivery.log.LogMemory;
import io.sluice.delivery.log.Publication;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.log.SegmentView;
import io.sluice.delivery.log.TopicLog;
import io.sluice.delivery.log.WireLog;
import io.sluice.model.PayloadKind;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.time.Duration;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A publication into the log of a topic that is full: encoded once per format in use, while the oldest goes. Segments that are
 * opened and given up are in the figure, at their share.
 */
public class LogAppendBenchmark extends GatewayBenchmark {

    private static final long NOW_MILLIS = 1_700_000_000_000L;

    /** In use; the canonical one alone, with JSON, with event streams too. */
    @Param({"1", "2", "3"})
    int formats;

    @Param({"128", "4096"})
    int payloadBytes;

    /** As a topic has it unless something else is configured; tests need not wait for so many. */
    Retention retention = new Retention(10_000, 4 << 20, Duration.ofMinutes(5));

    private LogMemory memory;
    private TopicLog log;
    private ByteBuf payload;

    @Setup
    public void setUp() {
        memory = new LogMemory(1L << 30);
        log = new TopicLog(new TopicName("rates.eurusd"), 0x7F3A_55C1_0E42_9B6DL, retention, memory);
        payload = Payloads.of(PayloadKind.TEXT, payloadBytes);
        Formats.ALL.subList(0, formats).forEach(log::openFormat);
        for (int i = 0; i < 2 * retention.messages(); i++) {
            append();
        }
    }

    @TearDown
    public void tearDown() {
        log.close(NOBODY);
        memory.sweep();
        payload.release();
    }

    @Benchmark
    public Position append() {
        Publication publication = log.next(PayloadKind.TEXT, null, payload, NOW_MILLIS);
        log.reserve(publication, NOBODY);
        return log.append(publication, NOBODY);
    }

    TopicLog log() {
        return log;
    }

    private static final LogListener NOBODY = new LogListener() {
        @Override
        public void onSegmentOpened(WireLog log, Supplier<SegmentView> newView) {
            // Nobody reads.
        }

        @Override
        public void onSegmentPrepended(WireLog log, Supplier<SegmentView> newView, int records) {
            // Nobody reads.
        }

        @Override
        public void onSegmentRetired(WireLog log) {
            // Nobody reads.
        }
    };
}
