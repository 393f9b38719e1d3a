package io.sluice.server.publisher;

import static io.sluice.server.publisher.Publisher.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pages of histories are large: over all connections there are never many of them in memory. */
class HistoryBoundTest {

    private static final String HISTORY = request("GET", "/api/topics/a/history", "", "");
    private static final int AT_A_TIME = 16;

    private final FakeReads reads = new FakeReads();
    private final MetricRegistry registry = new MetricRegistry();
    private final PushPort port = Publisher.port(new FakeEngine(), reads, registry);
    private final EmbeddedChannel one = new EmbeddedChannel(port.initializer());
    private final EmbeddedChannel other = new EmbeddedChannel(port.initializer());

    @AfterEach
    void close() {
        one.finishAndReleaseAll();
        other.finishAndReleaseAll();
    }

    private static void send(EmbeddedChannel channel, String requests) {
        channel.writeInbound(Publisher.utf8(requests));
    }

    private static String answers(EmbeddedChannel channel) {
        channel.runPendingTasks();
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            text.append(bytes.toString(StandardCharsets.UTF_8));
            bytes.release();
        }
        return text.toString();
    }

    private long refused() {
        return registry.counter("push.refused.too-many-reads").getCount();
    }

    @Test
    void oneTooManyIsRefusedAndToldWhenToComeBack() {
        send(one, HISTORY.repeat(AT_A_TIME));
        assertThat(refused()).isZero();
        send(other, HISTORY);
        assertThat(answers(other))
                .startsWith("HTTP/1.1 503 ")
                .contains("urn:sluice:problem:too-many-reads", "retry-after: 1");
    }

    @Test
    void aWrongQueryTakesNoPlace() {
        send(one, request("GET", "/api/topics/a/history?limit=0", "", "").repeat(2 * AT_A_TIME));
        send(other, HISTORY.repeat(AT_A_TIME));
        assertThat(refused()).isZero();
    }

    @Test
    void whoeverVanishesGivesItsPlacesBack() {
        send(one, HISTORY.repeat(AT_A_TIME));
        one.finishAndReleaseAll();
        send(other, HISTORY.repeat(AT_A_TIME));
        assertThat(refused()).isZero();
    }

    @Test
    void whatIsAnsweredGivesItsPlaceBack() {
        send(one, HISTORY.repeat(AT_A_TIME));
        reads.histories.complete(Optional.empty());
        long deadline = System.nanoTime() + 10_000_000_000L;
        StringBuilder text = new StringBuilder();
        while (text.toString().split("HTTP/1.1 404 ", -1).length <= AT_A_TIME && System.nanoTime() < deadline) {
            text.append(answers(one));
            Thread.onSpinWait();
        }
        send(other, HISTORY.repeat(AT_A_TIME));
        assertThat(refused()).isZero();
    }
}
