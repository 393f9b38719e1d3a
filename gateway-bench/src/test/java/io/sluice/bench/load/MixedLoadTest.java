package io.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.load.LoadSettings.Churn;
import io.sluice.bench.load.LoadSettings.Envelope;
import io.sluice.bench.load.LoadSettings.Growth;
import io.sluice.bench.load.LoadSettings.Mix;
import io.sluice.bench.load.LoadSettings.Pace;
import io.sluice.bench.load.LoadSettings.Stalled;
import io.sluice.bench.load.LoadSettings.Surface;
import io.sluice.bench.load.LoadSettings.Target;
import io.sluice.bench.load.LoadSettings.TopicSpread;
import io.sluice.bench.load.TestHub.Fault;
import io.sluice.bench.report.LoadResult;
import io.sluice.bench.report.LoadResult.Audit;
import io.sluice.bench.report.LoadResult.Connects;
import io.sluice.bench.report.LoadResult.Iteration;
import io.sluice.bench.report.LoadResult.TimelinePoint;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many topics, subscribers that come and go, ramps, publishing over WebSocket, and runs without publications. */
@Timeout(60)
class MixedLoadTest {
    private static final Pace RATE = new Pace(null, 200.0, null, 64);
    private static final Pace IDLE = new Pace(null, 0.0, null, 64);
    private static final Audit CLEAN = new Audit(0, 0, 0, 0);
    private static final String TOPICS_URL = "/ws?topic=t{topics:&topic=t}";

    @Test
    void eachSubscriberGetsTheMessagesOfItsTopics() throws Exception {
        LoadResult result = topics(Fault.NONE);

        assertThat(result.verdict().failures()).isEmpty();
        assertThat(result.audit()).isEqualTo(CLEAN);
        // 200 a second to 10 topics, each of which one of the five subscribers has, for 0.4 s.
        assertThat(result.connections().publications().accepted()).isEqualTo(80);
        assertThat(result.throughput().deliveriesPerSecond())
                .isBetween(
                        result.throughput().publicationsPerSecond() * 0.5,
                        result.throughput().publicationsPerSecond() * 1.5);
    }

    @Test
    void aMessageOfOneOfManyTopicsThatIsLostFailsTheRun() throws Exception {
        assertThat(topics(Fault.DROP).verdict().failures()).containsExactly("lost: 1");
    }

    @Test
    void aMessageOfOneOfManyTopicsThatComesTwiceFailsTheRun() throws Exception {
        assertThat(topics(Fault.DUPLICATE).audit()).isEqualTo(new Audit(0, 1, 0, 0));
    }

    @Test
    void publicationsMayBeMessagesOfAWebSocket() throws Exception {
        LoadResult result = overWebSocket(Fault.NONE, new Envelope(command(""), "{\"type\":\"published\"", "", false));

        assertThat(result.verdict().failures()).isEmpty();
        assertThat(result.connections().publications().accepted()).isEqualTo(80);
        assertThat(result.throughput().latency()).isNotNull();
    }

    @Test
    void anAnswerOverWebSocketThatIsNoYesIsARefusal() throws Exception {
        LoadResult result =
                overWebSocket(Fault.REFUSE, new Envelope(command(""), "{\"type\":\"published\"", "", false));

        assertThat(result.verdict().failures()).isEmpty();
        assertThat(result.connections().publications().refused()).isEqualTo(Map.of(0, 1L));
    }

    @Test
    void publicationsOverWebSocketMayGoUnanswered() throws Exception {
        LoadResult result = overWebSocket(Fault.NONE, new Envelope(command("\"quiet\":true,"), "", "", true));

        assertThat(result.verdict().failures()).isEmpty();
        assertThat(result.connections().publications().accepted()).isEqualTo(80);
    }

    @Test
    void subscribersThatComeAndGoSeeEverythingInBetween() throws Exception {
        LoadResult result = churn(RATE, 3, new Churn(100.0, Duration.ofMillis(50)));

        assertThat(result.verdict().failures()).isEmpty();
        assertThat(result.audit()).isEqualTo(CLEAN);
        Connects churn = Objects.requireNonNull(result.connections().churn());
        assertThat(churn.joined()).isGreaterThan(5);
        assertThat(churn.latency()).isNotNull();
        assertThat(result.throughput().iterations())
                .extracting(Iteration::connectsPerSecond)
                .doesNotContainNull();
    }

    @Test
    void connectsAloneCanBeMeasured() throws Exception {
        LoadResult result = churn(IDLE, 0, new Churn(null, Duration.ZERO));

        assertThat(result.verdict().failures()).isEmpty();
        assertThat(Objects.requireNonNull(result.connections().churn()).perSecond())
                .isPositive();
        assertThat(result.connections().closed()).isEmpty();
        assertThat(result.costs().serverCpuMicrosPerConnect()).isNotNull();
        assertThat(result.costs().serverCpuMicrosPerDelivery()).isNull();
    }

    @Test
    void connectsThatAreRefusedAreCountedByReason() throws Exception {
        LoadResult result = run("/nowhere", 0, IDLE, mix(new Churn(50.0, Duration.ofMillis(10)), null));

        assertThat(Objects.requireNonNull(result.connections().churn()).failures())
                .containsOnlyKeys("no WebSocket: HTTP/1.1 404 Not Found");
        assertThat(result.verdict().failures()).anyMatch(failure -> failure.startsWith("connects failed: "));
    }

    @Test
    void subscribersMayComeOneAfterTheOtherAndStay() throws Exception {
        LoadResult result = run("/ws", 2, RATE, mix(null, new Growth(12, Duration.ofMillis(200))));

        assertThat(result.verdict().failures()).isEmpty();
        assertThat(result.timeline())
                .last()
                .extracting(TimelinePoint::subscribers)
                .isEqualTo(12L);
    }

    @Test
    void aRampPublishesAsMuchAsItsAreaSays() throws Exception {
        Pace ramp = new Pace(null, null, new LoadSettings.Ramp(100, 300, Duration.ofMillis(300)), 64);
        LoadResult result = run("/ws", 2, ramp, mix(null, null));

        assertThat(result.verdict().failures()).isEmpty();
        // 100 a second for 0.1 s, then 200 on average for 0.3 s.
        assertThat(result.connections().publications().sent()).isBetween(69L, 71L);
    }

    @Test
    void idleConnectionsAreHeldWithoutAPublisher() throws Exception {
        try (TestHub hub = new TestHub(Fault.NONE)) {
            long pid = ProcessHandle.current().pid();
            Target target = new Target(hub.url("ws", "/ws"), null, Surface.WEBSOCKET, pid, Envelope.NONE);
            LoadResult result = run(Settings.of(target, 50, IDLE, Mix.PLAIN));

            assertThat(result.verdict().failures()).isEmpty();
            assertThat(result.costs().serverKiBPerConnection()).isNotNull();
            assertThat(result.connections().setUp().joined()).isEqualTo(50);
            assertThat(result.connections().setUp().latency()).isNotNull();
        }
    }

    @Test
    void eachIterationAndTheTimelineHaveFiguresOfTheirOwn() throws Exception {
        LoadResult result = run("/ws", 2, RATE, mix(null, null));

        assertThat(result.throughput().iterations()).hasSize(2).allSatisfy(iteration -> {
            assertThat(iteration.seconds()).isBetween(0.1, 0.5);
            assertThat(iteration.deliveriesPerSecond()).isPositive();
            assertThat(iteration.p99Micros()).isPositive();
        });
        assertThat(Objects.requireNonNull(result.throughput().scores().deliveriesPerSecond())
                        .samples())
                .isEqualTo(2);
        assertThat(result.timeline()).hasSize(1).first().satisfies(point -> {
            assertThat(point.seconds()).isGreaterThan(0.35);
            assertThat(point.latency().p99Micros()).isPositive();
            assertThat(point.subscribers()).isEqualTo(2);
        });
    }

    private static String command(String more) {
        return "{\"type\":\"publish\"," + more + "\"id\":{id},\"topic\":\"t{topic}\",\"data\":\"{payload}\"}";
    }

    private static LoadResult topics(Fault fault) throws Exception {
        try (TestHub hub = new TestHub(fault)) {
            Target target = new Target(
                    hub.url("ws", TOPICS_URL),
                    hub.url("http", "/push?topic=t{topic}"),
                    Surface.WEBSOCKET,
                    null,
                    Envelope.NONE);
            return run(Settings.of(target, Settings.SUBSCRIBERS, RATE, tenTopics()));
        }
    }

    private static LoadResult overWebSocket(Fault fault, Envelope envelope) throws Exception {
        try (TestHub hub = new TestHub(fault)) {
            Target target =
                    new Target(hub.url("ws", TOPICS_URL), hub.url("ws", "/publish"), Surface.WEBSOCKET, null, envelope);
            return run(Settings.of(target, Settings.SUBSCRIBERS, RATE, tenTopics()));
        }
    }

    private static Mix tenTopics() {
        return new Mix(new Stalled(0, 0), new TopicSpread(10, 2), null, null, 64);
    }

    private static LoadResult churn(Pace pace, int subscribers, Churn churn) throws Exception {
        return run("/ws", subscribers, pace, mix(churn, null));
    }

    private static Mix mix(@Nullable Churn churn, @Nullable Growth growth) {
        return new Mix(new Stalled(0, 0), new TopicSpread(1, 1), churn, growth, 8);
    }

    private static LoadResult run(String path, int subscribers, Pace pace, Mix mix) throws Exception {
        try (TestHub hub = new TestHub(Fault.NONE)) {
            long pid = ProcessHandle.current().pid();
            Target target =
                    new Target(hub.url("ws", path), hub.url("http", "/push"), Surface.WEBSOCKET, pid, Envelope.NONE);
            return run(Settings.of(target, subscribers, pace, mix));
        }
    }

    private static LoadResult run(LoadSettings settings) throws Exception {
        return new LoadRun(settings, line -> {}).run();
    }
}
