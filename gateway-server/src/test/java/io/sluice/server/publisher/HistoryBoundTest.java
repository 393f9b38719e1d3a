package io.sluice.server.publisher;

import static io.sluice.server.publisher.Publisher.request;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Pages of histories are large, so there are never many of them in memory. */
class HistoryBoundTest {

    private static final String HISTORY = request("GET", "/api/topics/a/history", "", "");

    @Test
    void oneTooManyIsRefusedWithATimeToComeBack() {
        try (Publisher publisher = new Publisher();
                Publisher other = new Publisher()) {
            publisher.send(HISTORY.repeat(16) + HISTORY + HISTORY);
            assertThat(publisher.registry.counter("push.refused.too-many-reads").getCount())
                    .isEqualTo(2);
            other.send(HISTORY);
            assertThat(other.registry.counter("push.refused.too-many-reads").getCount())
                    .as("another port counts its own")
                    .isZero();
        }
    }
}
