package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.server.warmup.Exercise;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WarmUpExerciseTest {

    private static final Duration TIME = Duration.ofSeconds(1);

    private final TestGateway gateway = TestGateway.start();

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void itIsTakenInOnEachSurfaceAndPublishesAndLeavesNobody() throws IOException {
        int rounds = Exercise.run(
                gateway.gateway.clientPort(), gateway.gateway.pushPort(), System.nanoTime() + TIME.toNanos());
        assertThat(rounds).isPositive();
        assertThat(gateway.counter("hub.published")).isPositive();
        assertThat(gateway.counter("connections.opened.websocket")).isPositive();
        assertThat(gateway.counter("connections.opened.json")).isPositive();
        assertThat(gateway.counter("connections.opened.sse")).isPositive();
        Eventually.await("all have left", () -> gateway.open() == 0, TestGateway.PATIENCE);
    }
}
