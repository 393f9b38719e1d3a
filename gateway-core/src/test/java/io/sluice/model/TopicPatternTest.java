package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicPatternTest {

    private static final String LONGEST = "x".repeat(TopicName.MAX_LENGTH);

    @Test
    void aNameIsAPatternOfItself() {
        TopicPattern pattern = new TopicPattern("a.B_9:@-");
        assertThat(pattern.isPrefix()).isFalse();
        assertThat(pattern.stem()).isEqualTo("a.B_9:@-");
    }

    @Test
    void aStarAtTheEndMakesAPrefix() {
        assertThat(new TopicPattern("chat.*").isPrefix()).isTrue();
        assertThat(new TopicPattern("chat.*").stem()).isEqualTo("chat.");
        assertThat(new TopicPattern("*").stem()).isEmpty();
    }

    @Test
    void theStarDoesNotCountAgainstTheLengthOfAName() {
        assertThat(new TopicPattern(LONGEST + "*").stem()).isEqualTo(LONGEST);
        assertThatThrownBy(() -> new TopicPattern(LONGEST + "x*")).hasMessageContaining("256 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"**", "*a", "a*b", "a**", "*a*"})
    void aStarElsewhereIsRefused(String text) {
        assertThatThrownBy(() -> new TopicPattern(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b*", "ü", "a?", "[a]", "a\n"})
    void whatNoTopicCanBeCalledIsRefused(String text) {
        assertThatThrownBy(() -> new TopicPattern(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
