package io.sluice.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.audit.Findings.Kind;
import io.sluice.bench.audit.Target;
import io.sluice.bench.soak.FaultyProxy.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Short soaks of a real gateway, alone and behind a proxy that does what a gateway must not. */
@Timeout(120)
class SoakRunTest {
    private static final Duration RETENTION = Duration.ofSeconds(2);
    private static final int STALLED = 2;

    @TempDir
    private static Path folder = Path.of(".");

    private static @Nullable GatewayProcess shared;

    @BeforeAll
    static void start() throws Exception {
        shared = GatewayProcess.start(folder);
    }

    @AfterAll
    static void end() throws Exception {
        gateway().close();
    }

    @Test
    void aGatewayThatIsWellPassesAndEnds() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(folder)) {
            SoakRun.Outcome outcome =
                    soak(gateway, gateway.clientPort(), Duration.ofSeconds(8), STALLED, RETENTION, gateway.pid());
            SoakResult result = outcome.result();

            assertThat(result.details()).isEmpty();
            assertThat(result.passed()).isTrue();
            assertThat(gateway.exitCode()).isZero();
            assertThat(result.counts().published().accepted()).isGreaterThan(200);
            assertThat(result.counts().connections().waves()).isPositive();
            assertThat(result.counts().connections().stalledClosed()).isPositive();
            assertThat(result.counts().told().resumed()).isPositive();
            assertThat(result.series()).extracting(SoakResult.Curve::name).contains(Measure.LIVE_HEAP.text());
            assertThat(SoakText.of(result)).endsWith("passed\n");
            assertThat(SoakJson.of(result)).contains("\"passed\" : true");
            Path page = folder.resolve("report.html");
            SoakReport.write(outcome, page);
            assertThat(Files.readString(page)).contains("Live heap after a full collection");
        }
    }

    @Test
    void oneMessageThatIsDroppedFailsTheRun() throws Exception {
        SoakResult result = soakBehind(Fault.DROP);

        assertThat(result.findings()).containsEntry(Kind.LOST.text(), 1L).hasSize(1);
        assertThat(result.passed()).isFalse();
        assertThat(SoakText.of(result)).endsWith("FAILED\n");
    }

    @Test
    void oneMessageThatComesTwiceFailsTheRun() throws Exception {
        assertThat(soakBehind(Fault.DUPLICATE).findings())
                .containsEntry(Kind.DUPLICATE.text(), 1L)
                .hasSize(1);
    }

    @Test
    void aSubscriberThatHearsNothingForMoreThanASecondFailsTheRun() throws Exception {
        SoakResult result = soakBehind(Fault.HOLD);

        assertThat(result.findings()).containsKey(Kind.SILENT.text()).hasSize(1);
        assertThat(result.silences().longestNetMillis()).isGreaterThan(1000);
    }

    @Test
    void theProxyByItselfDoesNothingWrong() throws Exception {
        assertThat(soakBehind(Fault.NONE).details()).isEmpty();
    }

    @Test
    void retentionThatIsShorterThanPromisedFailsTheRun() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(folder, "retention.messages=2")) {
            SoakResult result = soak(gateway, gateway.clientPort(), Duration.ofSeconds(4), 0, RETENTION, null)
                    .result();

            assertThat(result.findings()).containsKey(Kind.POSITION_LOST.text());
        }
    }

    @Test
    void aStalledReaderThatIsNotClosedFailsTheRun() throws Exception {
        try (GatewayProcess gateway =
                GatewayProcess.start(folder, "heartbeat.timeout=1m", "lag.max-time=1m", "retention.age=1h")) {
            Duration retention = Duration.ofSeconds(1);
            SoakResult result = soak(gateway, gateway.clientPort(), Duration.ofSeconds(8), STALLED, retention, null)
                    .result();

            assertThat(result.findings()).containsKey(Kind.NOT_CLOSED.text());
            // Nothing expires here, and the soak says so.
            assertThat(result.findings()).containsKey(Kind.LEFT_OVER.text());
        }
    }

    private static SoakResult soakBehind(Fault fault) throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(gateway().clientPort(), fault)) {
            return soak(gateway(), proxy.port(), Duration.ofSeconds(4), 0, RETENTION, null)
                    .result();
        }
    }

    private static SoakRun.Outcome soak(
            GatewayProcess gateway,
            int clientPort,
            Duration duration,
            int stalled,
            Duration retention,
            @Nullable Long pid)
            throws Exception {
        SoakSettings settings = new SoakSettings(
                new SoakSettings.Gateway(
                        Target.parse("--url", "ws://127.0.0.1:" + clientPort),
                        Target.parse("--push-url", "http://127.0.0.1:" + gateway.pushPort()),
                        pid,
                        null),
                new SoakSettings.Traffic(2, 20, 128, 16_000, 10),
                new SoakSettings.Audience(3, 3, 6, stalled),
                new SoakSettings.Timing(
                        duration,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        retention,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(35)),
                new SoakSettings.Watch(Duration.ofSeconds(1), Duration.ofSeconds(1), 1));
        return new SoakRun(settings, line -> {}).run();
    }

    private static GatewayProcess gateway() {
        GatewayProcess started = shared;
        if (started == null) {
            throw new IllegalStateException("the gateway has not been started");
        }
        return started;
    }
}
