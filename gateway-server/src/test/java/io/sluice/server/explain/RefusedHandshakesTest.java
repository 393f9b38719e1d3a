package io.sluice.server.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class RefusedHandshakesTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    @Test
    void theOldestIsForgottenAndTheNewestComesFirst() {
        RefusedHandshakes refused = new RefusedHandshakes(3, CLOCK);
        for (int i = 0; i < 5; i++) {
            refused.add("192.0.2." + i, i % 2 == 0 ? "ann" : null, "origin");
        }
        assertThat(refused.count()).isEqualTo(3);
        assertThat(refused.newest(each -> true, 10))
                .extracting(RefusedHandshake::address)
                .containsExactly("192.0.2.4", "192.0.2.3", "192.0.2.2");
        assertThat(refused.newest(each -> "ann".equals(each.user()), 1))
                .containsExactly(new RefusedHandshake(Instant.EPOCH, "192.0.2.4", "ann", "origin"));
    }

    @Test
    void noneIsRememberedWhereNoneIsWanted() {
        RefusedHandshakes refused = new RefusedHandshakes(0, CLOCK);
        refused.add("192.0.2.1", null, "origin");
        assertThat(refused.count()).isZero();
        assertThat(refused.newest(each -> true, 10)).isEmpty();
    }
}
