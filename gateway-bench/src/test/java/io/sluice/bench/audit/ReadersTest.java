package io.sluice.bench.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.bench.audit.Findings.Kind;
import io.sluice.bench.wire.ProtocolException;
import io.sluice.bench.wire.StreamScanner;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the surfaces say, and what of it reaches the audit, in whatever pieces it comes. */
class ReadersTest {
    private static final int TEXT = 0x81;

    private final Findings findings = new Findings();
    private final StreamAudit.Told told = new StreamAudit.Told();
    private final TopicAccount account = new TopicAccount("a", findings);
    private final StreamAudit stream = new StreamAudit(
            "somebody",
            account,
            new StreamAudit.Rules(findings, told, 1, () -> 5_000_000_000L),
            new Silence(() -> 0, new Stalls(() -> 0)));

    @BeforeEach
    void threeAreAccepted() {
        for (int offset = 1; offset <= 3; offset++) {
            account.accepted("e", offset);
        }
    }

    @ParameterizedTest
    @EnumSource(Surface.class)
    void everyCutOfAStreamIsRead(Surface surface) {
        if (surface == Surface.PLAIN) {
            // It is told no position; it begins where it asked to.
            resumeAfter(0);
        }
        feedInPieces(surface, bytes(surface, 1, 2, 3), 7);

        stream.close();
        assertThat(findings.counts()).isEmpty();
        assertThat(stream.received()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(Surface.class)
    void aMessageThatIsLeftOutIsLost(Surface surface) {
        if (surface == Surface.PLAIN) {
            resumeAfter(0);
        }
        feedInPieces(surface, bytes(surface, 1, 3), 100);

        assertThat(findings.counts()).isEqualTo(Map.of(Kind.LOST.text(), 1L));
    }

    @Test
    void gapsAndLostPositionsOfAnEventStreamAreToldApart() {
        resumeAfter(0);
        String lost =
                "event: gap\ndata: {\"topic\":\"a\",\"reason\":\"retention\",\"epoch\":\"e\",\"offset\":1,\"first\":2}\n\n";
        String gap = "event: gap\ndata: {\"topic\":\"a\",\"from\":2,\"to\":2,\"reason\":\"lag\",\"skipped\":1}\n\n";
        feed(Surface.SSE, "retry: 1\n\n" + lost + "id: e:1\n\n:\n\n" + gap + event(3));
        stream.close();

        assertThat(findings.counts()).isEmpty();
        assertThat(told.positionSkipped).isEqualTo(1);
        assertThat(told.gapSkipped).isEqualTo(1);
    }

    @Test
    void anEventStreamThatResumesSaysSoByItsFirstId() {
        resumeAfter(1);
        feed(Surface.SSE, "id: e:1\n\n" + event(2) + event(3));
        stream.close();

        assertThat(findings.counts()).isEmpty();
        assertThat(told.resumed).isEqualTo(1);
    }

    @Test
    void eventsOfJsonSayWhatIsLeftOut() {
        resumeAfter(0);
        feedInPieces(
                Surface.JSON,
                frames(
                        "{\"type\":\"subscribed\",\"id\":1,\"topic\":\"a\",\"epoch\":\"e\",\"offset\":1,\"first\":2,"
                                + "\"recovered\":false,\"reason\":\"retention\"}",
                        "{\"type\":\"gap\",\"topic\":\"a\",\"from\":2,\"to\":2,\"reason\":\"lag\",\"skipped\":1}",
                        json(3)),
                1000);
        stream.close();

        assertThat(findings.counts()).isEmpty();
        assertThat(told.positionSkipped).isEqualTo(1);
        assertThat(told.gapSkipped).isEqualTo(1);
    }

    @Test
    void theSubscribeCommandNamesThePositionOnceThereIsOne() {
        assertThat(JsonReader.subscribe(List.of(stream)))
                .isEqualTo("{\"type\":\"subscribe\",\"id\":1,\"topics\":[{\"topic\":\"a\"}]}");
        resumeAfter(2);
        assertThat(JsonReader.subscribe(List.of(stream)))
                .isEqualTo("{\"type\":\"subscribe\",\"id\":1,\"topics\":[{\"topic\":\"a\",\"since\":\"e:2\"}]}");
    }

    @Test
    void aPayloadOfAnotherTopicIsRefused() {
        resumeAfter(0);
        String stray = text(Payload.of(64, "b", 1, 0));

        assertThatThrownBy(() -> feedInPieces(Surface.PLAIN, frames(stray), 1000))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("not published there");
    }

    @Test
    void metricsAreReadByName() {
        assertThat(MetricsPage.parse("# HELP x\nhub_topics 3.0\nlatency{quantile=\"0.5\"} 1.5E3\nodd NaN\n"))
                .containsEntry("hub_topics", 3.0)
                .containsEntry("latency{quantile=\"0.5\"}", 1500.0)
                .containsKey("odd")
                .hasSize(3);
    }

    private void resumeAfter(long offset) {
        stream.subscribed("e", 0, null);
        for (long received = 1; received <= offset; received++) {
            stream.message(null, received, received, 0);
        }
        stream.disconnected();
    }

    private static byte[] bytes(Surface surface, long... offsets) {
        StringBuilder events = new StringBuilder("id: e:0\n\n");
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        if (surface == Surface.JSON) {
            frames.writeBytes(
                    frames("{\"type\":\"subscribed\",\"id\":1,\"topic\":\"a\",\"epoch\":\"e\",\"offset\":0}"));
        }
        for (long offset : offsets) {
            events.append(event(offset));
            frames.writeBytes(frames(surface == Surface.JSON ? json(offset) : text(payload(offset))));
        }
        return surface == Surface.SSE ? events.toString().getBytes(StandardCharsets.US_ASCII) : frames.toByteArray();
    }

    private static byte[] payload(long offset) {
        return Payload.of(300, "a", offset, 0);
    }

    private static String event(long offset) {
        return "id: e:" + offset + "\ndata: " + text(payload(offset)) + "\n\n";
    }

    private static String json(long offset) {
        return "{\"type\":\"message\",\"topic\":\"a\",\"offset\":" + offset + ",\"data\":\"" + text(payload(offset))
                + "\",\"later\":{\"fields\":[1]}}";
    }

    private static String text(byte[] payload) {
        return new String(payload, StandardCharsets.US_ASCII);
    }

    private static byte[] frames(String... texts) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (String text : texts) {
            frames.write(TEXT);
            if (text.length() < 126) {
                frames.write(text.length());
            } else {
                frames.write(126);
                frames.write(text.length() >> 8);
                frames.write(text.length());
            }
            frames.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
        return frames.toByteArray();
    }

    private void feed(Surface surface, String text) {
        feedInPieces(surface, text.getBytes(StandardCharsets.US_ASCII), 11);
    }

    private void feedInPieces(Surface surface, byte[] bytes, int size) {
        Target nowhere = new Target(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), "127.0.0.1:1");
        Connection connection = new Connection(surface, nowhere, List.of(stream), new Nobody());
        StreamScanner reader = surface.reader(connection, List.of(stream));
        ByteBuffer in = ByteBuffer.allocateDirect(bytes.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, bytes);
        for (int from = 0; from < bytes.length; from += size) {
            reader.scan(in, from, Math.min(from + size, bytes.length));
        }
    }

    private static final class Nobody implements Connection.Owner {
        @Override
        public void onOpen() {}

        @Override
        public void onFault(Kind kind, String what) {
            throw new AssertionError(what);
        }

        @Override
        public void onEnd(@Nullable String cause) {}
    }
}
