package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NginxTest extends BalancerTest {

    private static final String CROWDED = "127.0.0.4";
    private static final String ONE_EACH = "limits.connections-per-address=1";

    @Override
    List<String> settings() {
        return NginxServer.settings();
    }

    @Override
    Balancer start(Duration idleTimeout) {
        return NginxServer.start(idleTimeout, nodes);
    }

    private int statusOfStreamFrom(String address) {
        return closing(SseClient.open(new Wire(clientPort(), 0, address), "/sse?topic=a"))
                .head
                .status();
    }

    /** A node that said 503 must not be taken for one that is gone. */
    @Test
    void whatOneAddressIsRefusedClosesTheSiteToNobodyElse() {
        startAll(LONG, ONE_EACH);
        assertThat(statusOfStreamFrom(CROWDED)).isEqualTo(200);
        assertThat(statusOfStreamFrom(CROWDED)).isEqualTo(200);
        assertThat(statusOfStreamFrom(CROWDED)).as("all nodes have one").isEqualTo(503);
        assertThat(statusOfStreamFrom(ELSEWHERE)).isEqualTo(200);
        assertThat(statusOfStreamFrom(ELSEWHERE)).isEqualTo(200);
    }

    @Test
    void aClientThatOneNodeRefusesGetsAnother() {
        startAll(LONG, ONE_EACH);
        // Past nginx, which therefore thinks both nodes empty, and sends one of the two to the first.
        int taken = nodes.get(0).gateway.clientPort();
        for (String address : List.of(CROWDED, ELSEWHERE)) {
            closing(SseClient.open(new Wire(taken, 0, address), "/sse?topic=a"));
        }
        for (String address : List.of(CROWDED, ELSEWHERE)) {
            assertThat(statusOfStreamFrom(address)).isEqualTo(200);
        }
        assertThat(nodes).allMatch(node -> node.subscribers() == 2, "has both");
    }

    @Test
    void healthOfTheNodesIsNotForSubscribers() {
        startAll(LONG);
        assertThat(statusOf(clientPort(), "/readyz")).isEqualTo(404);
        assertThat(statusOf(clientPort(), "/healthz")).isEqualTo(404);
    }
}
