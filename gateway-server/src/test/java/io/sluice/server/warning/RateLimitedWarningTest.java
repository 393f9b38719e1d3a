package io.sluice.server.warning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateLimitedWarningTest {

    private final long[] nowNs = {0};
    private final List<String> lines = new ArrayList<>();
    private final RateLimitedWarning warning = RateLimitedWarning.withTraces(
            Duration.ofSeconds(10),
            () -> nowNs[0],
            (text, failure) -> lines.add(text + " " + (failure == null ? "-" : failure.getMessage())));

    @Test
    void theFirstComesAtOnceWithItsTraceAndTheNextTellsHowManyWereLeftOut() {
        warning.warn("broken", new IllegalStateException("one"));
        warning.warn("broken", new IllegalStateException("two"));
        warning.warn("broken");
        nowNs[0] = Duration.ofSeconds(10).toNanos();
        warning.warn("broken", new IllegalStateException("three"));
        assertThat(lines).containsExactly("broken one", "broken (2 more since the last such warning) three");
    }
}
