package io.sluice.server.subscriber.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.sluice.server.Deflated;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopInflaterTest {

    private final LoopInflater inflater = LoopInflater.ofLoop();

    private byte[] inflate(byte[] deflated, int maxBytes) {
        ByteBuf message = inflater.inflate(Unpooled.wrappedBuffer(deflated), maxBytes, ByteBufAllocator.DEFAULT);
        try {
            return ByteBufUtil.getBytes(message);
        } finally {
            message.release();
        }
    }

    private byte[] inflateHex(String deflated) {
        return inflate(HexFormat.of().parseHex(deflated), 1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 257, 4096, 100_000})
    void aMessageOfTheSizeAllowedIsInflatedAndOneByteMoreIsNot(int bytes) {
        byte[] message = new byte[bytes];
        new Random(5).nextBytes(message);
        byte[] deflated = Deflated.deflate(message);
        assertThat(inflate(deflated, bytes)).isEqualTo(message);
        byte[] longer = Deflated.deflate(Arrays.copyOf(message, bytes + 1));
        assertThatThrownBy(() -> inflate(longer, bytes)).isInstanceOf(TooLongFrameException.class);
        assertThat(inflate(deflated, bytes)).isEqualTo(message);
    }

    /** RFC 7692 §7.2.3.1, §7.2.3.3, §7.2.3.4 and §7.2.3.5: Hello in one block, without compression, as a last block, in two. */
    @ParameterizedTest
    @ValueSource(
            strings = {"f248cdc9c90700", "000500faff48656c6c6f00", "f348cdc9c9070000", "f248050000 00ffffcac9c90700"})
    void theExamplesOfTheStandardAreHello(String deflated) {
        assertThat(inflateHex(deflated.replace(" ", ""))).asString().isEqualTo("Hello");
    }

    /** The same section: the second Hello refers to the first. */
    @Test
    void aMessageThatRefersToAnEarlierOneIsRefused() {
        assertThat(inflateHex("f248cdc9c90700")).asString().isEqualTo("Hello");
        assertThatThrownBy(() -> inflateHex("f200110000")).isInstanceOf(CorruptedWebSocketFrameException.class);
        assertThat(inflateHex("f248cdc9c90700")).asString().isEqualTo("Hello");
    }
}
