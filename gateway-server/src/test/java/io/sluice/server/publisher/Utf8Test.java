package io.sluice.server.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class Utf8Test {

    @Property(tries = 3000)
    void judgesAsTheDecoderOfThePlatformDoes(@ForAll("bytes") byte[] bytes) {
        assertThat(Utf8.isValid(Unpooled.wrappedBuffer(bytes))).isEqualTo(decodes(bytes));
    }

    @Property(tries = 1000)
    void everyTextIsValid(@ForAll String text) {
        assertThat(Utf8.isValid(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)))
                .isTrue();
    }

    /** Mostly the bytes at which the rules change, so that sequences come about by chance. */
    @Provide
    Arbitrary<byte[]> bytes() {
        Arbitrary<Byte> edges = Arbitraries.of(
                (byte) 'a',
                (byte) 0x7F,
                (byte) 0x80,
                (byte) 0x8F,
                (byte) 0x90,
                (byte) 0x9F,
                (byte) 0xA0,
                (byte) 0xBF,
                (byte) 0xC1,
                (byte) 0xC2,
                (byte) 0xDF,
                (byte) 0xE0,
                (byte) 0xED,
                (byte) 0xEF,
                (byte) 0xF0,
                (byte) 0xF4,
                (byte) 0xF5);
        return Arbitraries.oneOf(
                edges.array(byte[].class).ofMaxSize(6),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(40));
    }

    private static boolean decodes(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .remaining()
                    >= 0;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
