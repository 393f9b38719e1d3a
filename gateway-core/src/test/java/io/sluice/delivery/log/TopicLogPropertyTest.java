package io.sluice.delivery.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.sluice.model.PayloadKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TopicLogPropertyTest {

    @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
    void aCutIsTheFurthestFrameEndThatFits(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 400) Integer> sizes,
            @ForAll @IntRange(min = 1, max = 2000) int maxBytes) {
        try (LogHarness log = new LogHarness()) {
            log.open(new Retention(100_000, 1 << 20, Duration.ofMinutes(1)));
            sizes.forEach(size -> log.append(PayloadKind.TEXT, size, 1));
            for (SegmentView view : log.views) {
                int published = view.published();
                for (int from = 0; from < published; from++) {
                    int expected = from + 1;
                    while (expected < published && view.beginOf(expected + 1) - view.beginOf(from) <= maxBytes) {
                        expected++;
                    }
                    assertThat(view.cut(from, published, maxBytes)).isEqualTo(expected);
                }
            }
        }
    }

    @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
    void bytesBelowAPublishedHeadNeverChange(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 3000) Integer> sizes,
            @ForAll @IntRange(min = 1, max = 50) int messages) {
        try (LogHarness log = new LogHarness()) {
            log.open(new Retention(messages, 1 << 20, Duration.ofMinutes(1)));
            List<byte[]> expected = new ArrayList<>();
            for (int size : sizes) {
                byte[] payload = log.append(PayloadKind.BINARY, size, 1);
                expected.add(payload);
                assertThat(recordsOf(log)).containsExactlyElementsOf(expected);
            }
        }
    }

    private static List<byte[]> recordsOf(LogHarness log) {
        List<byte[]> records = new ArrayList<>();
        for (SegmentView view : log.views) {
            for (int i = 0; i < view.published(); i++) {
                assertThat(view.offsetOf(i)).isEqualTo(records.size() + 1);
                int end = view.beginOf(i + 1);
                int bytes = end - view.beginOf(i);
                int header = bytes < 128 ? 2 : 4;
                records.add(ByteBufUtil.getBytes(view.bytes(), end - bytes + header, bytes - header));
            }
        }
        return records;
    }

    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    void retentionAgreesWithAListThatIsTrimmedFromItsFront(
            @ForAll @Size(min = 1, max = 80) List<@IntRange(max = 300) Integer> sizes,
            @ForAll @IntRange(min = 1, max = 40) int messages,
            @ForAll @IntRange(min = 1, max = 2000) int bytes,
            @ForAll @IntRange(min = 1, max = 30) int ageAppends) {
        try (LogHarness log = new LogHarness()) {
            log.open(new Retention(messages, bytes, Duration.ofMinutes(1)));
            List<Integer> model = new ArrayList<>();
            List<Integer> times = new ArrayList<>();
            for (int i = 0; i < sizes.size(); i++) {
                int size = sizes.get(i);
                log.append(PayloadKind.TEXT, size, i);
                model.add(size + (size < 126 ? 2 : 4));
                times.add(i);
                while (model.size() > 1
                        && (model.size() > messages
                                || model.stream().mapToInt(n -> n).sum() > bytes)) {
                    model.removeFirst();
                    times.removeFirst();
                }
                if (i % 7 == 0) {
                    log.topic.trimOlderThan(i - ageAppends, log);
                    while (!times.isEmpty() && times.getFirst() <= i - ageAppends) {
                        model.removeFirst();
                        times.removeFirst();
                    }
                }
                assertThat(log.topic.retainedMessages()).isEqualTo(model.size());
                assertThat(log.topic.firstOffset()).isEqualTo(i + 2 - model.size());
            }
        }
    }
}
