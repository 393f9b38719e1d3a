package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-" + TRACE + "-" + SPAN + "-01",
                "00-" + TRACE + "-" + SPAN + "-00",
                "00-00000000000000000000000000000001-0000000000000001-ff"
            })
    void oneOfThisVersionIsPassedOnAsItIs(String given) {
        assertThat(TraceParent.passOn(given)).isEqualTo(given);
        assertThat(TraceParent.traceId(given)).hasSize(32).isEqualTo(given.substring(3, 35));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01-" + TRACE + "-" + SPAN + "-01",
                "cc-" + TRACE + "-" + SPAN + "-ff",
                "01-" + TRACE + "-" + SPAN + "-03-what-comes-later"
            })
    void oneOfALaterVersionIsPassedOnAsThisVersionKnowsIt(String given) {
        assertThat(TraceParent.passOn(given)).isEqualTo("00-" + TRACE + "-" + SPAN + "-01");
    }

    @Test
    void ofTheFlagsOfALaterVersionOnlySampledIsKnown() {
        assertThat(TraceParent.passOn("01-" + TRACE + "-" + SPAN + "-fe")).endsWith("-00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-" + TRACE + "-" + SPAN + "-01",
                "00-00000000000000000000000000000000-" + SPAN + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN + "-01",
                "00-" + TRACE + "-" + SPAN + "-0",
                "00-" + TRACE + "-" + SPAN + "-0g",
                "00-" + TRACE + "-" + SPAN + "-01-more",
                "01-" + TRACE + "-" + SPAN + "-01more",
                "00_" + TRACE + "-" + SPAN + "-01",
                "00-" + TRACE + "_" + SPAN + "-01",
                "00-" + TRACE + "-" + SPAN + "_01",
                " 00-" + TRACE + "-" + SPAN + "-01",
                "0\u0660-" + TRACE + "-" + SPAN + "-01"
            })
    void whatIsNoneIsNotPassedOn(String given) {
        assertThat(TraceParent.passOn(given)).isNull();
    }
}
