package io.sluice.delivery.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.sluice.model.PayloadKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicLogTest {

    private final LogHarness log = new LogHarness();

    @AfterEach
    void nothingIsLeft() {
        log.close();
    }

    @ParameterizedTest
    @CsvSource({
        "0, TEXT, 8100",
        "1, TEXT, 8101",
        "125, JSON, 817d",
        "126, TEXT, 817e007e",
        "65535, TEXT, 817effff",
        "65536, TEXT, 817f0000000000010000",
        "0, BINARY, 8200",
        "125, BINARY, 827d",
        "126, BINARY, 827e007e",
        "65536, BINARY, 827f0000000000010000"
    })
    void aPublicationIsOneWholeUnmaskedFrame(int bytes, PayloadKind kind, String header) {
        log.open(new Retention(100, 1 << 20, Duration.ofMinutes(1)));
        byte[] payload = log.append(kind, bytes, 1);
        SegmentView view = log.views.getFirst();
        assertThat(ByteBufUtil.getBytes(view.bytes(), view.beginOf(0), view.beginOf(1)))
                .isEqualTo(HexFormat.of().parseHex(header + HexFormat.of().formatHex(payload)));
    }

    @Test
    void whatATraceTakesIsCountedAndItIsReadBack() {
        log.open(new Retention(100, 1 << 20, Duration.ofMinutes(1)));
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        long held = 0;
        for (@Nullable String given : Arrays.asList(trace, null, null, trace, null)) {
            Publication publication =
                    log.topic.next(PayloadKind.TEXT, null, given, Unpooled.wrappedBuffer(new byte[1]), 1);
            long wanted = log.topic.wantedBytes(publication);
            log.topic.reserve(publication, log);
            log.topic.append(publication, log);
            assertThat(log.topic.heldBytes() - held).isEqualTo(wanted);
            held = log.topic.heldBytes();
        }
        List<@Nullable String> read = new ArrayList<>();
        log.topic.read(1, publication -> read.add(publication.traceParent()));
        assertThat(read).containsExactly(trace, null, null, trace, null);
    }

    @Test
    void retentionByMessagesIsExact() {
        log.open(new Retention(5, 1 << 20, Duration.ofMinutes(1)));
        for (int i = 0; i < 40; i++) {
            log.append(PayloadKind.TEXT, 10, i);
            assertThat(log.topic.retainedMessages()).isEqualTo(Math.min(5, i + 1));
            assertThat(log.topic.headOffset()).isEqualTo(i + 1);
        }
    }

    @Test
    void retentionByBytesCountsPayloadAndFraming() {
        log.open(new Retention(1000, 36, Duration.ofMinutes(1)));
        for (int i = 0; i < 40; i++) {
            log.append(PayloadKind.TEXT, 10, i);
            assertThat(log.topic.retainedMessages()).isEqualTo(Math.min(3, i + 1));
        }
    }

    @Test
    void theNewestIsKeptWhateverItsSize() {
        log.open(new Retention(1000, 36, Duration.ofMinutes(1)));
        log.append(PayloadKind.TEXT, 10, 1);
        log.append(PayloadKind.TEXT, 500, 2);
        assertThat(log.topic.firstOffset()).isEqualTo(2);
        assertThat(log.topic.retainedMessages()).isEqualTo(1);
    }

    @Test
    void ageEmptiesTheLogAndGivesAllMemoryBack() {
        log.open(new Retention(1000, 1 << 20, Duration.ofMinutes(1)));
        for (int i = 0; i < 100; i++) {
            log.append(PayloadKind.TEXT, 100, 1000 + i);
        }
        assertThat(log.topic.oldestTimeMillis()).isEqualTo(1000);
        log.topic.trimOlderThan(1049, log);
        assertThat(log.topic.firstOffset()).isEqualTo(51);
        assertThat(log.topic.oldestTimeMillis()).isEqualTo(1050);
        log.topic.trimOlderThan(1099, log);
        assertThat(log.topic.isEmpty()).isTrue();
        assertThat(log.topic.headOffset()).isEqualTo(100);
        assertThat(log.topic.capacityBytes()).isZero();
        assertThat(log.memory.retainedBytes()).isZero();
    }

    @Test
    void aLogThatWasEmptiedGoesOnWithTheNextOffset() {
        log.open(new Retention(1000, 1 << 20, Duration.ofMinutes(1)));
        log.append(PayloadKind.TEXT, 10, 1);
        log.topic.trimOlderThan(1, log);
        log.append(PayloadKind.TEXT, 10, 2);
        assertThat(log.views.getLast().offsetOf(0)).isEqualTo(2);
        assertThat(log.views.getLast().logBytesBefore(0)).isEqualTo(12);
        assertThat(log.topic.retainedMessages()).isEqualTo(1);
    }

    @Test
    void segmentsRetireAsRetentionPassesThem() {
        log.open(new Retention(32, 1 << 20, Duration.ofMinutes(1)));
        for (int i = 0; i < 200; i++) {
            log.append(PayloadKind.TEXT, 10, i);
        }
        assertThat(log.opened).isEqualTo(100);
        assertThat(log.opened - log.retired).isBetween(16, 17);
    }

    @Test
    void whatIsCountedIsWhatTheAllocatorHolds() {
        log.open(new Retention(1000, 1 << 20, Duration.ofMinutes(1)));
        log.append(PayloadKind.TEXT, 300, 1);
        log.append(PayloadKind.TEXT, 3000, 1);
        long capacity = log.views.stream().mapToLong(v -> v.bytes().capacity()).sum();
        assertThat(capacity).isGreaterThan(3304);
        assertThat(log.memory.retainedBytes()).isEqualTo(capacity);
        assertThat(log.topic.capacityBytes()).isEqualTo(capacity);
    }

    @Test
    void whatRetiresWhileItIsReadIsPinnedUntilItIsLetGo() {
        log.open(new Retention(1000, 1 << 20, Duration.ofMinutes(1)));
        log.append(PayloadKind.TEXT, 300, 1);
        var slice = log.views.getFirst().bytes().retainedSlice(0, 10);
        log.topic.trimOlderThan(1, log);
        log.releaseViews();
        log.memory.sweep();
        assertThat(log.memory.retainedBytes()).isZero();
        assertThat(log.memory.pinnedBytes()).isPositive();
        slice.release();
        log.memory.sweep();
        assertThat(log.memory.pinnedBytes()).isZero();
    }

    @Test
    void slicesOfAViewLeaveTheCountOfTheRootAlone() {
        log.open(new Retention(1000, 1 << 20, Duration.ofMinutes(1)));
        log.append(PayloadKind.TEXT, 100, 1);
        SegmentView view = log.views.getFirst();
        var root = view.bytes().unwrap();
        while (root.unwrap() != null) {
            root = root.unwrap();
        }
        int rootCount = root.refCnt();
        int viewCount = view.bytes().refCnt();
        var slices = new io.netty.buffer.ByteBuf[100];
        for (int i = 0; i < slices.length; i++) {
            slices[i] = view.bytes().retainedSlice(i, 2);
            assertThat(root.refCnt()).isEqualTo(rootCount).isEqualTo(2);
            assertThat(view.bytes().refCnt()).isEqualTo(viewCount + i + 1);
        }
        for (var slice : slices) {
            slice.release();
        }
        assertThat(view.bytes().refCnt()).isEqualTo(viewCount);
    }

    @Test
    void aFurtherFormatBeginsAtTheHead() {
        log.open(new Retention(1000, 1 << 20, Duration.ofMinutes(1)));
        log.append(PayloadKind.TEXT, 10, 1);
        WireLog lines = log.topic.openFormat(LineFormat.INSTANCE);
        assertThat(lines.endBytes()).isZero();
        log.append(PayloadKind.TEXT, 10, 2);
        SegmentView view = log.viewsOf(LineFormat.INSTANCE).getFirst();
        assertThat(view.offsetOf(0)).isEqualTo(2);
        assertThat(view.published()).isEqualTo(1);
        assertThat(log.topic.endBytes(LineFormat.INSTANCE)).isEqualTo(11);
        assertThat(log.topic.openFormat(LineFormat.INSTANCE)).isSameAs(lines);
    }

    @Test
    void aFormatThatIsClosedGivesItsMemoryBackAndTheCanonicalOneStays() {
        log.open(new Retention(1000, 1 << 20, Duration.ofMinutes(1)));
        log.topic.openFormat(LineFormat.INSTANCE);
        log.append(PayloadKind.TEXT, 10, 1);
        long both = log.memory.retainedBytes();
        log.topic.closeFormat(LineFormat.INSTANCE, log);
        log.topic.closeFormat(WebSocketFormat.INSTANCE, log);
        assertThat(log.topic.capacityBytes()).isEqualTo(both / 2);
        assertThat(log.topic.retainedMessages()).isEqualTo(1);
    }

    @Test
    void whatAnAppendWantsIsKnownBeforeInEveryFormat() {
        log.open(new Retention(1000, 1 << 20, Duration.ofMinutes(1)));
        log.append(PayloadKind.TEXT, 10, 1);
        log.topic.openFormat(LineFormat.INSTANCE);
        for (int i = 0; i < 200; i++) {
            var payload = io.netty.buffer.Unpooled.wrappedBuffer(new byte[i]);
            long wanted = log.topic.wantedBytes(log.topic.next(PayloadKind.TEXT, null, payload, 1));
            long before = log.memory.retainedBytes() + log.memory.indexBytes();
            log.append(PayloadKind.TEXT, i, 1);
            long after = log.memory.retainedBytes() + log.memory.indexBytes();
            assertThat(after - before).isEqualTo(wanted);
        }
    }
}
