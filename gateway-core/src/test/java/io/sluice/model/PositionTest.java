package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

    @Property(tries = 500)
    void whatIsWrittenIsReadAsTheSame(@ForAll long epoch, @ForAll @LongRange(max = Position.MAX_OFFSET) long offset) {
        Position position = new Position(epoch, offset);
        assertThat(Position.parse(position.toString())).isEqualTo(position);
    }

    @Test
    void anEpochThatNoTopicCanHaveIsAPositionStill() {
        assertThat(Position.parse("zzzzzzzzzzzzz:9007199254740991").offset()).isEqualTo(Position.MAX_OFFSET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "a",
                "a:",
                ":1",
                "a:-1",
                "a:+1",
                "A:1",
                "a:1 ",
                " a:1",
                "a:1:2",
                "a:9007199254740992",
                "a:99999999999999999999",
                "aaaaaaaaaaaaaa:1",
                "ä:1",
                "a:१",
            })
    void whatIsNoPositionIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Position.parse(text))
                .withMessageContaining("<epoch>:<offset>");
    }
}
