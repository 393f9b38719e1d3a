package io.sluice.server.subscriber.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.sluice.delivery.log.Publication;
import io.sluice.model.PayloadKind;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class JsonFormatTest {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int[] EDGES = {0, 1, 2, 3, 40, 60, 66, 70, 125, 126, 65_400, 65_470, 65_535, 65_536, 70_000};

    @Property(tries = 500)
    void textIsAStringOfTheSameCharacters(@ForAll @CharRange(to = '\uFFFF') String text) {
        String valid = withoutHalfPairs(text);
        assertThat(decoded(PayloadKind.TEXT, utf8(valid)).get("data").textValue())
                .isEqualTo(valid);
    }

    @Property(tries = 300)
    void everyControlCharacterQuoteAndBackslashIsEscaped(@ForAll @CharRange(to = '\u007F') String text) {
        assertThat(decoded(PayloadKind.TEXT, utf8(text)).get("data").textValue())
                .isEqualTo(text);
    }

    @Property(tries = 300)
    void binaryIsBase64AndSaysSo(@ForAll @Size(max = 200) byte[] payload) throws IOException {
        JsonNode message = decoded(PayloadKind.BINARY, payload);
        assertThat(message.get("encoding").textValue()).isEqualTo("base64");
        assertThat(message.get("data").binaryValue()).isEqualTo(payload);
    }

    @Property(tries = 300)
    void jsonStandsAsItWasPublished(@ForAll @StringLength(max = 50) String text, @ForAll long number)
            throws IOException {
        String published = " {\"a\" : [" + number + ", " + JSON.writeValueAsString(text) + ", null ]}\n";
        byte[] frame = encoded(publication("t", 1, PayloadKind.JSON, utf8(published)));
        assertThat(new String(frame, StandardCharsets.UTF_8)).contains("\"data\":" + published + "}");
        assertThat(decoded(PayloadKind.JSON, utf8(published)).get("data")).isEqualTo(JSON.readTree(published));
    }

    @Property(tries = 200)
    void topicAndOffsetStandInTheEnvelope(
            @ForAll @AlphaChars @NumericChars @StringLength(min = 1, max = 255) String topic,
            @ForAll @LongRange(min = 1, max = 9_007_199_254_740_991L) long offset) {
        JsonNode message = message(encoded(publication(topic, offset, PayloadKind.TEXT, new byte[0])));
        assertThat(message.fieldNames()).toIterable().containsExactly("type", "topic", "offset", "data");
        assertThat(message.get("type").textValue()).isEqualTo("message");
        assertThat(message.get("topic").textValue()).isEqualTo(topic);
        assertThat(message.get("offset").longValue()).isEqualTo(offset);
    }

    @Property(tries = 100)
    void aTraceStandsBehindTheData(@ForAll PayloadKind kind, @ForAll @LongRange(min = 1) long offset) {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        Publication publication = new Publication(
                new TopicName("t"), new Position(3, offset), 0, kind, null, trace, Unpooled.wrappedBuffer(utf8("17")));
        JsonNode message = message(encoded(publication));
        assertThat(message.get("traceparent").textValue()).isEqualTo(trace);
        assertThat(message.has("data")).isTrue();
        assertThat(message.has("encoding")).isEqualTo(kind == PayloadKind.BINARY);
    }

    @Example
    void theLengthOfTheFrameIsRightAroundEveryFormOfIt() throws IOException {
        Random random = new Random(5);
        for (int edge : EDGES) {
            for (int bytes = Math.max(0, edge - 70); bytes <= edge; bytes++) {
                byte[] letters = "x".repeat(bytes).getBytes(StandardCharsets.US_ASCII);
                assertThat(decoded(PayloadKind.TEXT, letters).get("data").textValue())
                        .hasSize(bytes);
            }
            byte[] noise = new byte[edge];
            random.nextBytes(noise);
            assertThat(decoded(PayloadKind.BINARY, noise).get("data").binaryValue())
                    .isEqualTo(noise);
        }
    }

    private static JsonNode decoded(PayloadKind kind, byte[] payload) {
        return message(encoded(publication("t", 7, kind, payload)));
    }

    private static Publication publication(String topic, long offset, PayloadKind kind, byte[] payload) {
        // Neither begins at 0 nor is alone in its buffer, as in the log.
        ByteBuf around = Unpooled.buffer().writeByte('"').writeBytes(payload).writeByte('"');
        ByteBuf middle = around.slice(1, payload.length);
        return new Publication(new TopicName(topic), new Position(3, offset), 0, kind, null, middle);
    }

    private static byte[] encoded(Publication publication) {
        ByteBuf out = Unpooled.buffer().writeByte(0);
        int bytes = JsonFormat.INSTANCE.encodedBytes(publication);
        JsonFormat.INSTANCE.encode(publication, out);
        assertThat(out.readableBytes()).as("encodedBytes is exact").isEqualTo(1 + bytes);
        assertThat(publication.payload().readerIndex()).as("untouched").isZero();
        return ByteBufUtil.getBytes(out, 1, bytes);
    }

    /** The message in a frame whose header is the shortest that can be. */
    private static JsonNode message(byte[] frame) {
        ByteBuf in = Unpooled.wrappedBuffer(frame);
        assertThat(in.readUnsignedByte()).as("one whole text frame").isEqualTo((short) 0x81);
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
            assertThat(length).isGreaterThan(125);
        } else if (length == 127) {
            length = in.readLong();
            assertThat(length).isGreaterThan(65_535);
        }
        assertThat(in.readableBytes()).isEqualTo(length);
        try {
            return JSON.readTree(ByteBufUtil.getBytes(in));
        } catch (IOException e) {
            throw new AssertionError(new String(frame, StandardCharsets.UTF_8), e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String withoutHalfPairs(String text) {
        return new String(utf8(text), StandardCharsets.UTF_8);
    }
}
