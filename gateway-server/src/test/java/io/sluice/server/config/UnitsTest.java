package io.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

class UnitsTest {

    @Property(tries = 200)
    void aFormattedSizeReadsBack(@ForAll @LongRange(min = 0) long bytes) throws Rejection {
        assertThat(ByteSize.parse(ByteSize.format(bytes))).isEqualTo(bytes);
    }

    @Property(tries = 200)
    void aSizeOfWholeKibibytesReadsBack(@ForAll @LongRange(min = 0, max = 1L << 40) long kib) throws Rejection {
        assertThat(ByteSize.parse(kib + "KiB")).isEqualTo(kib * 1024);
        assertThat(ByteSize.parse(ByteSize.format(kib * 1024))).isEqualTo(kib * 1024);
    }

    @Property(tries = 200)
    void aFormattedDurationReadsBack(@ForAll @LongRange(min = 0, max = 1L << 53) long micros) throws Rejection {
        Duration duration = Duration.ofNanos(1000).multipliedBy(micros);
        assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
    }

    @Property(tries = 300)
    void anyTextIsEitherReadOrRejected(@ForAll @StringLength(max = 30) String text) {
        try {
            assertThat(ByteSize.parse(text)).isNotNegative();
        } catch (Rejection e) {
            assertThat(e.reasons()).hasSize(1);
        }
        try {
            assertThat(Durations.parse(text)).isNotNull();
        } catch (Rejection e) {
            assertThat(e.reasons()).hasSize(1);
        }
    }

    @Example
    void sizesHaveBinaryAndDecimalUnits() throws Rejection {
        assertThat(ByteSize.parse("64KiB")).isEqualTo(65_536);
        assertThat(ByteSize.parse("16 MiB")).isEqualTo(16_777_216);
        assertThat(ByteSize.parse("4MB")).isEqualTo(4_000_000);
        assertThat(ByteSize.parse("4096")).isEqualTo(4096);
        assertThat(ByteSize.parse("12b")).isEqualTo(12);
    }

    @Example
    void aSizeThatIsAmbiguousOrTooLargeIsRejected() {
        for (String text :
                new String[] {"64K", "-1", "1.5MiB", "", "KiB", "9999999999TiB", "99999999999999999999", "_"}) {
            assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(Rejection.class);
        }
    }

    @Example
    void durationsHaveUnitsOrAreIso() throws Rejection {
        assertThat(Durations.parse("10s")).isEqualTo(Duration.ofSeconds(10));
        assertThat(Durations.parse("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(Durations.parse("5 m")).isEqualTo(Duration.ofMinutes(5));
        assertThat(Durations.parse("1h")).isEqualTo(Duration.ofHours(1));
        assertThat(Durations.parse("1d")).isEqualTo(Duration.ofDays(1));
        assertThat(Durations.parse("PT1M30S")).isEqualTo(Duration.ofSeconds(90));
    }

    @Example
    void aDurationWithoutUnitOrTooLongIsRejected() {
        for (String text : new String[] {"10", "s", "-5s", "10 parsecs", "", "9223372036854775807d", "_s"}) {
            assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(Rejection.class);
        }
    }

    @Example
    void aShareOfTheDirectMemoryIsABudget() {
        assertThat(GatewayConfig.of().memory().logBudget().bytes(1000)).isEqualTo(400);
        assertThat(GatewayConfig.of("memory.log-budget=2MiB")
                        .memory()
                        .logBudget()
                        .bytes(1000))
                .isEqualTo(2 << 20);
    }
}
