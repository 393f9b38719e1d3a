package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readiness with loops that are really stuck; the exact bounds are tested on a clock of their own. */
class HealthTest {

    private final TestGateway gateway = TestGateway.start();
    private final PushClient client = gateway.publisher();
    private final CountDownLatch release = new CountDownLatch(1);

    @BeforeEach
    void becomeReady() {
        awaitStatus("/readyz", 200, Duration.ofSeconds(5));
    }

    @AfterEach
    void stop() {
        release.countDown();
        client.close();
        gateway.close();
    }

    @Test
    void aStuckHubIsNotReadyUntilItGoesOn() {
        block(gateway.gateway.loops().hub);
        awaitStatus("/readyz", 503, Duration.ofSeconds(4));
        assertThat(client.get("/readyz").body()).contains("hub");
        assertThat(client.get("/healthz").status()).isEqualTo(200);
        assertThat(statusOnTheClientPort()).isEqualTo(503);
        release.countDown();
        awaitStatus("/readyz", 200, Duration.ofSeconds(2));
    }

    @Test
    void aStuckShardIsNotReadyUntilItGoesOn() {
        block(gateway.gateway.loops().clientLoops().get(1));
        awaitStatus("/readyz", 503, Duration.ofSeconds(4));
        assertThat(client.get("/readyz").body()).contains("{1}");
        assertThat(client.get("/healthz").status()).isEqualTo(200);
        release.countDown();
        awaitStatus("/readyz", 200, Duration.ofSeconds(2));
    }

    private void block(EventLoop loop) {
        loop.execute(() -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private int statusOnTheClientPort() {
        try (Wire wire = new Wire(gateway.gateway.clientPort(), 0)) {
            wire.write("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return wire.readHead().status();
        }
    }

    private void awaitStatus(String target, int status, Duration within) {
        Eventually.await(target + " answers " + status, () -> client.get(target).status() == status, within);
    }
}
