package io.sluice.server.subscriber.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.sluice.delivery.log.Publication;
import io.sluice.delivery.log.WebSocketFormat;
import io.sluice.model.PayloadKind;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import io.sluice.server.Deflated;
import io.sluice.server.config.GatewayConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflatedFormatTest {

    private static final int TEXT = 0x81;
    private static final int BINARY = 0x82;
    private static final int COMPRESSED = 0x40;

    private final MetricRegistry registry = new MetricRegistry();
    private final DeflatedFormat format = new DeflatedFormat(
            WebSocketFormat.INSTANCE,
            GatewayConfig.of("compression.min-bytes=100", "compression.max-bytes=200KiB")
                    .compression(),
            new CompressionMetrics(registry));

    private static Publication publication(PayloadKind kind, byte[] payload) {
        return new Publication(new TopicName("a"), new Position(1, 1), 0, kind, null, Unpooled.wrappedBuffer(payload));
    }

    private static Publication text(int bytes) {
        return publication(
                PayloadKind.TEXT,
                "abcdefgh".repeat(bytes / 8 + 1).substring(0, bytes).getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] encoded(Publication publication) {
        int bytes = format.encodedBytes(publication);
        ByteBuf out = Unpooled.buffer();
        format.encode(publication, out);
        assertThat(out.readableBytes()).isEqualTo(bytes).isLessThanOrEqualTo(format.maxEncodedBytes(publication));
        return ByteBufUtil.getBytes(out);
    }

    private static byte[] message(byte[] frame) {
        ByteBuf bytes = Unpooled.wrappedBuffer(frame);
        bytes.skipBytes(WebSocketFormat.headerBytes(bytes, 0));
        return Deflated.inflate(ByteBufUtil.getBytes(bytes));
    }

    private long compressed() {
        return registry.counter("compression.publications.compressed").getCount();
    }

    @ParameterizedTest
    @ValueSource(ints = {98, 99, 125, 126, 1000, 65_535, 65_536, 200_000})
    void aLongMessageIsOneCompressedFrame(int bytes) {
        Publication publication = text(bytes);
        byte[] frame = encoded(publication);
        assertThat(frame[0] & 0xFF).isEqualTo(TEXT | COMPRESSED);
        assertThat(message(frame)).isEqualTo(ByteBufUtil.getBytes(publication.payload()));
    }

    @Test
    void binaryStaysBinary() {
        assertThat(encoded(publication(PayloadKind.BINARY, new byte[1000]))[0] & 0xFF)
                .isEqualTo(BINARY | COMPRESSED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 97, 204_800})
    void aShortMessageAndAVeryLongOneGoOutAsTheyAre(int bytes) {
        assertThat(encoded(text(bytes))[0] & 0xFF).isEqualTo(TEXT);
        assertThat(compressed()).isZero();
        assertThat(registry.counter("compression.publications.plain").getCount())
                .isEqualTo(1);
    }

    @Test
    void whatDoesNotBecomeShorterGoesOutAsItIs() {
        byte[] noise = new byte[5000];
        new Random(3).nextBytes(noise);
        byte[] frame = encoded(publication(PayloadKind.BINARY, noise));
        assertThat(frame[0] & 0xFF).isEqualTo(BINARY);
        assertThat(frame).endsWith(noise);
    }

    @Test
    void whatIsMeasuredTogetherIsEncodedInThatOrder() {
        List<Publication> publications = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            publications.add(text(100 + i));
        }
        publications.forEach(format::encodedBytes);
        for (Publication publication : publications) {
            assertThat(message(encoded(publication)))
                    .hasSize(publication.payload().readableBytes());
        }
        assertThat(compressed()).isEqualTo(300);
    }

    @Test
    void whatWasMeasuredInVainIsForgotten() {
        for (int i = 0; i < 5000; i++) {
            format.encodedBytes(text(100));
        }
        Publication publication = text(500);
        assertThat(message(encoded(publication))).hasSize(500);
    }

    @Test
    void whatWasNeverMeasuredIsCompressedAllTheSame() {
        ByteBuf out = Unpooled.buffer();
        format.encode(text(500), out);
        assertThat(message(ByteBufUtil.getBytes(out))).hasSize(500);
    }
}
