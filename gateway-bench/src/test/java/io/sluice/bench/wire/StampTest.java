package io.sluice.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StampTest {

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, 9, 10, 12_345_678, 99_999_999, 100_000_000, 1_234_567_890_123_456L, 9_999_999_999_999_999L})
    void whatIsWrittenIsRead(long value) {
        long tag = Stamp.tagOf("run-0001");
        byte[] bytes = new byte[Stamp.BYTES + 3];

        Stamp.write(bytes, 3, tag, value, 9_999_999_999_999_999L - value);

        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(Stamp.tag(buffer, 3)).isEqualTo(tag);
        assertThat(Stamp.sequence(buffer, 3)).isEqualTo(value);
        assertThat(Stamp.dueNanos(buffer, 3)).isEqualTo(9_999_999_999_999_999L - value);
    }

    @Test
    void aStampIsReadableText() {
        byte[] bytes = new byte[Stamp.BYTES];

        Stamp.write(bytes, 0, Stamp.tagOf("run-0001"), 42, 5_000);

        assertThat(new String(bytes, StandardCharsets.US_ASCII)).isEqualTo("run-000100000000000000420000000000005000");
    }

    @Test
    void aTagHasEightCharacters() {
        assertThatThrownBy(() -> Stamp.tagOf("short")).isInstanceOf(IllegalArgumentException.class);
    }
}
