package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Disconnect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a drain spreads those whom it sends away, so that the other nodes can take them in. */
class DrainPaceTest {

    private static final int EACH = 20;
    private static final int RATE_PER_SECOND = 10;
    private static final Duration SPREAD = Duration.ofSeconds(2 * EACH / RATE_PER_SECOND);
    private static final Pattern RETRY = Pattern.compile("retry: (\\d+)");

    private final TestGateway gateway =
            TestGateway.start("drain.grace=1s", "drain.window=30s", "drain.rate=" + RATE_PER_SECOND);

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void connectionsGoAtTheRateAndAreToldToComeBackAtTimesSpreadOverTheDrain() throws Exception {
        List<JsonClient> sockets = new ArrayList<>();
        List<SseClient> streams = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            sockets.add(gateway.json("/ws?topic=a"));
            streams.add(gateway.stream("/sse?topic=a"));
        }
        sockets.forEach(socket -> socket.next("subscribed"));

        CompletableFuture<Boolean> drained = gateway.gateway.drain();
        assertNotReadyWhileAllAreThere();
        Eventually.await("the first goes", () -> gateway.closed(Disconnect.DRAIN) > 0, TestGateway.PATIENCE);
        long firstNanos = System.nanoTime();
        List<Integer> hints = new ArrayList<>();
        for (JsonClient socket : sockets) {
            hints.add(socket.next("goaway").get("reconnectAfterMillis").intValue());
            socket.socket.assertClosedWith(1012);
        }
        for (SseClient stream : streams) {
            hints.add(retryOfTheGoodbye(stream));
        }
        assertThat(drained.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - firstNanos))
                .as("time from the first to the last")
                .isGreaterThan(SPREAD.dividedBy(2));

        int longest = 500 + Math.toIntExact(SPREAD.toMillis());
        assertThat(hints).hasSize(2 * EACH).allMatch(hint -> hint >= 500 && hint < longest);
        assertThat(hints).as("beyond what a short drain hints at").anyMatch(hint -> hint > 3000);
        assertThat(new HashSet<>(hints)).as("different ones").hasSizeGreaterThan(EACH);
    }

    /** A balancer looks once a second or so: it has to see this before anybody comes back through it. */
    private void assertNotReadyWhileAllAreThere() {
        try (PushClient client = gateway.publisher()) {
            assertThat(client.get("/readyz").status()).isEqualTo(503);
        }
        try (Wire wire = new Wire(gateway.gateway.clientPort(), 0)) {
            wire.write("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(wire.readHead().status()).as("on the client port").isEqualTo(503);
        }
        assertThat(gateway.closed(Disconnect.DRAIN)).isZero();
        assertThat(gateway.subscribers()).isEqualTo(2 * EACH);
    }

    private static int retryOfTheGoodbye(SseClient stream) {
        List<String> event = stream.nextEvent();
        assertThat(event).isNotNull().contains("event: goaway");
        Matcher retry = RETRY.matcher(String.valueOf(event));
        assertThat(retry.find()).as("retry in %s", event).isTrue();
        assertThat(String.valueOf(event)).contains("\"reconnectAfterMillis\":" + retry.group(1) + "}");
        assertThat(stream.nextEvent()).as("end of the stream").isNull();
        return Integer.parseInt(retry.group(1));
    }
}
