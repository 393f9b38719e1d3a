package io.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.bench.load.LoadSettings.Envelope;
import io.sluice.bench.load.LoadSettings.Mix;
import io.sluice.bench.load.LoadSettings.Pace;
import io.sluice.bench.load.LoadSettings.Stalled;
import io.sluice.bench.load.LoadSettings.Surface;
import io.sluice.bench.load.LoadSettings.Target;
import io.sluice.bench.load.LoadSettings.TopicSpread;
import io.sluice.bench.load.TestHub.Fault;
import io.sluice.bench.report.LoadResult;
import io.sluice.bench.report.LoadResult.Audit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadRunTest {
    private static final Pace OPEN_LOOP = new Pace(null, 50.0, null, 64);
    private static final Pace CLOSED_LOOP = new Pace(4, null, null, 64);
    private static final Audit CLEAN = new Audit(0, 0, 0, 0);

    @Test
    void aHubThatDeliversEverythingPassesInTheOpenLoop() throws Exception {
        LoadResult result = run(Fault.NONE, Surface.WEBSOCKET, OPEN_LOOP, 0);

        assertThat(result.audit()).isEqualTo(CLEAN);
        assertThat(result.connections().publications().sent()).isEqualTo(20);
        assertThat(result.connections().publications().accepted()).isEqualTo(20);
        assertThat(result.verdict().failures()).isEmpty();
        assertThat(result.throughput().latency()).isNotNull();
    }

    @Test
    void aHubThatDeliversEverythingPassesInTheClosedLoop() throws Exception {
        LoadResult result = run(Fault.NONE, Surface.WEBSOCKET, CLOSED_LOOP, 0);

        assertThat(result.verdict().failures()).isEmpty();
        assertThat(result.connections().publications().accepted()).isGreaterThan(4);
        assertThat(result.throughput().deliveriesPerSecond()).isPositive();
    }

    @Test
    void serverSentEventsInChunksAreRead() throws Exception {
        LoadResult result = run(Fault.NONE, Surface.SSE, OPEN_LOOP, 0);

        assertThat(result.verdict().failures()).isEmpty();
        assertThat(result.throughput().deliveriesPerSecond()).isPositive();
    }

    @Test
    void oneLostMessageFailsTheRun() throws Exception {
        LoadResult result = run(Fault.DROP, Surface.WEBSOCKET, OPEN_LOOP, 0);

        assertThat(result.audit()).isEqualTo(new Audit(1, 0, 0, 0));
        assertThat(result.verdict().failures()).containsExactly("lost: 1");
    }

    @Test
    void oneDuplicateFailsTheRun() throws Exception {
        LoadResult result = run(Fault.DUPLICATE, Surface.WEBSOCKET, OPEN_LOOP, 0);

        assertThat(result.audit()).isEqualTo(new Audit(0, 1, 0, 0));
        assertThat(result.passed()).isFalse();
    }

    @Test
    void twoSwappedMessagesFailTheRun() throws Exception {
        LoadResult result = run(Fault.SWAP, Surface.SSE, OPEN_LOOP, 0);

        assertThat(result.audit()).isEqualTo(new Audit(0, 0, 1, 0));
        assertThat(result.passed()).isFalse();
    }

    @Test
    void aRefusedPublicationIsNotMissedAndDoesNotBlockTheWindow() throws Exception {
        LoadResult result = run(Fault.REFUSE, Surface.WEBSOCKET, CLOSED_LOOP, 0);

        assertThat(result.verdict().failures()).isEmpty();
        assertThat(result.connections().publications().refused()).isEqualTo(Map.of(429, 1L));
        assertThat(result.connections().publications().accepted()).isGreaterThan(10);
    }

    @Test
    void aSubscriberThatIsClosedIsNamedWithItsCloseCode() throws Exception {
        LoadResult result = run(Fault.CLOSE, Surface.WEBSOCKET, CLOSED_LOOP, 0);

        assertThat(result.audit()).isEqualTo(CLEAN);
        assertThat(result.connections().closed()).isEqualTo(Map.of("close 1012", 1L));
        assertThat(result.verdict().failures()).containsExactly("subscribers closed: 1");
    }

    @Test
    void stalledSubscribersAreLeftOutOfWindowAndAudit() throws Exception {
        LoadResult result = run(Fault.NONE, Surface.WEBSOCKET, CLOSED_LOOP, 2);

        assertThat(result.verdict().failures()).isEmpty();
        assertThat(result.connections().publications().accepted()).isGreaterThan(4);
    }

    @Test
    void aServerThatRefusesSubscribersIsNamed() {
        assertThatThrownBy(() -> run(Fault.NONE, "/nowhere", Surface.WEBSOCKET, OPEN_LOOP, 0))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("404");
    }

    private static LoadResult run(Fault fault, Surface surface, Pace pace, int stalled) throws Exception {
        return run(fault, surface == Surface.SSE ? "/sse" : "/ws", surface, pace, stalled);
    }

    private static LoadResult run(Fault fault, String path, Surface surface, Pace pace, int stalled) throws Exception {
        try (TestHub hub = new TestHub(fault)) {
            Target target = new Target(hub.url("ws", path), hub.url("http", "/push"), surface, null, Envelope.NONE);
            Mix mix = new Mix(new Stalled(stalled, 4096), new TopicSpread(1, 1), null, null, 64);
            LoadSettings settings = Settings.of(target, Settings.SUBSCRIBERS, pace, mix);
            return new LoadRun(settings, line -> {}).run();
        }
    }
}
