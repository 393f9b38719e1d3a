package io.sluice.server.subscriber.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class Utf8ScannerTest {

    private static boolean isText(byte[] bytes) {
        Utf8Scanner scanner = new Utf8Scanner();
        for (byte b : bytes) {
            if (!scanner.accepts(Unpooled.wrappedBuffer(new byte[] {b}))) {
                return false;
            }
        }
        return scanner.isComplete();
    }

    /** A first byte with all that can follow it decides everything; the rest is repetition. */
    @Example
    void itAgreesWithTheDecoderOnEveryPairAndOnTheEdgesOfLongerOnes() {
        int[] next = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                assertAgreement(first, second);
                for (int third : next) {
                    assertAgreement(first, second, third);
                    assertAgreement(first, second, third, 0x80);
                    assertAgreement(first, second, third, 0xC0);
                }
            }
        }
    }

    private static void assertAgreement(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        boolean expected = ByteBufUtil.isText(Unpooled.wrappedBuffer(bytes), StandardCharsets.UTF_8);
        if (isText(bytes) != expected) {
            throw new AssertionError(Arrays.toString(values) + " should be " + expected);
        }
    }

    @Property(tries = 300)
    void everyTextIsAcceptedWhereverItIsCut(@ForAll @Size(max = 20) String[] words) {
        byte[] text = String.join("ä€\uD83D\uDE00", words).getBytes(StandardCharsets.UTF_8);
        assertThat(isText(text)).isTrue();
    }

    @Example
    void theFirstWrongByteIsEnough() {
        Utf8Scanner scanner = new Utf8Scanner();
        assertThat(scanner.accepts(Unpooled.wrappedBuffer(new byte[] {'a', (byte) 0xF4})))
                .isTrue();
        assertThat(scanner.accepts(Unpooled.wrappedBuffer(new byte[] {(byte) 0x90})))
                .isFalse();
    }
}
