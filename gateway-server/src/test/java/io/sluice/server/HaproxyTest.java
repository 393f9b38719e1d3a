package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Disconnect;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

class HaproxyTest extends BalancerTest {

    private @Nullable HaproxyServer haproxy;

    @Override
    List<String> settings() {
        return HaproxyServer.settings();
    }

    @Override
    Balancer start(Duration idleTimeout) {
        HaproxyServer started = HaproxyServer.start(idleTimeout, nodes);
        haproxy = started;
        return started;
    }

    /** The node is taken out while it still serves everybody. */
    @Override
    void onDraining(TestGateway draining) {
        super.onDraining(draining);
        HaproxyServer balancer = Objects.requireNonNull(haproxy);
        int connections = draining.subscribers();
        Eventually.await("the node is taken out", () -> balancer.isDown(1), TestGateway.PATIENCE);
        assertThat(draining.closed(Disconnect.DRAIN)).as("sent away by then").isZero();
        assertThat(draining.subscribers()).isEqualTo(connections);
        assertThat(balancer.isUp(2)).isTrue();
    }
}
