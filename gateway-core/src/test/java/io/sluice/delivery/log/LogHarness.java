package io.sluice.delivery.log;

import io.netty.buffer.Unpooled;
import io.sluice.model.PayloadKind;
import io.sluice.model.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** One topic's log with a reader that holds every segment it hears of, also those that retired. */
final class LogHarness implements LogListener, AutoCloseable {

    final LogMemory memory = LogMemoryProbe.take(64 << 20);
    final List<SegmentView> views = new ArrayList<>();
    final List<WireFormat> formats = new ArrayList<>();
    TopicLog topic = new TopicLog(new TopicName("t"), 1, new Retention(1, 1, Duration.ofMillis(1)), memory);
    int opened;
    int retired;

    void open(Retention retention) {
        topic = new TopicLog(new TopicName("t"), 1, retention, memory);
    }

    /** Appends a payload of so many bytes, different each time, and returns it. */
    byte[] append(PayloadKind kind, int bytes, long timeMillis) {
        byte[] payload = new byte[bytes];
        Arrays.fill(payload, (byte) ('a' + topic.headOffset() % 26));
        Publication publication = topic.next(kind, null, Unpooled.wrappedBuffer(payload), timeMillis);
        topic.reserve(publication, this);
        topic.append(publication, this);
        return payload;
    }

    List<SegmentView> viewsOf(WireFormat format) {
        List<SegmentView> found = new ArrayList<>();
        for (int i = 0; i < views.size(); i++) {
            if (formats.get(i).equals(format)) {
                found.add(views.get(i));
            }
        }
        return found;
    }

    void releaseViews() {
        views.forEach(SegmentView::release);
        views.clear();
        formats.clear();
    }

    @Override
    public void onSegmentOpened(WireLog log, Supplier<SegmentView> newView) {
        opened++;
        views.add(newView.get());
        formats.add(log.format());
    }

    @Override
    public void onSegmentPrepended(WireLog log, Supplier<SegmentView> newView, int records) {
        views.addFirst(newView.get());
        formats.addFirst(log.format());
    }

    @Override
    public void onSegmentRetired(WireLog log) {
        retired++;
    }

    @Override
    public void close() {
        releaseViews();
        topic.trimOlderThan(Long.MAX_VALUE, this);
        memory.sweep();
        LogMemoryProbe.giveBack(memory);
    }
}
