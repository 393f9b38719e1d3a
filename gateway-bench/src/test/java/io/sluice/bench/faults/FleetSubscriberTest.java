package io.sluice.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.audit.Clients;
import io.sluice.bench.audit.Findings.Kind;
import io.sluice.bench.audit.Surface;
import io.sluice.bench.audit.Target;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which ends of its connection a subscriber may meet. */
class FleetSubscriberTest {
    private final AuditedFleet fleet = AuditedFleet.durable();
    private final Clients clients = new Clients();

    @AfterEach
    void tearDown() {
        clients.close();
    }

    /** Its connection ends as {@link io.sluice.bench.audit.Connection} tells it, and it does not come back. */
    private void end(Expectation expectation, String cause, boolean watched) throws InterruptedException {
        FleetSubscriber subscriber = new FleetSubscriber(
                "somebody",
                Surface.JSON,
                List.of(fleet.stream),
                0,
                new FleetSubscriber.Crew(
                        clients,
                        List.of(Target.parse("port", "http://127.0.0.1:1")),
                        expectation,
                        fleet.findings,
                        new Tally(),
                        new Random(1)));
        clients.run(() -> {
            fleet.stream.subscribed("e", 0, null);
            if (watched) {
                fleet.stream.watch();
            }
            fleet.stream.disconnected();
            subscriber.onEnd(cause);
            subscriber.end();
        });
    }

    private void assertClosed(long count) {
        assertThat(fleet.findings.count(Kind.CLOSED))
                .as(fleet.findings.details().toString())
                .isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"end of stream", "close 1012", "goaway"})
    void anEndOnAGatewayThatIsNotTouchedIsFoundWhateverTheScenario(String cause) throws Exception {
        end(new NodeKill().expectation(), cause, true);

        assertClosed(1);
        assertThat(fleet.findings.details().getFirst()).contains("somebody: " + cause, "its gateway was not touched");
    }

    @ParameterizedTest
    @CsvSource({
        "end of stream, 0",
        "Connection reset, 0",
        "close 1012, 1",
        "goaway, 1",
        "close 4009, 1",
        "close 1011, 1"
    })
    void whereAGatewayIsKilledConnectionsMayOnlyBreakOff(String cause, long found) throws Exception {
        end(new NodeKill().expectation(), cause, false);

        assertClosed(found);
    }

    @ParameterizedTest
    @CsvSource({
        "end of stream, 1",
        "Connection reset, 1",
        "close 1012, 0",
        "goaway, 0",
        "close 4009, 1",
        "close 1011, 1"
    })
    void whereAGatewayDrainsConnectionsMayOnlyEndWithAWord(String cause, long found) throws Exception {
        end(new RollingRestart().expectation(), cause, false);

        assertClosed(found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"end of stream", "close 1012", "close 4009"})
    void whereNothingReachesSubscribersEachEndIsFoundOnce(String cause) throws Exception {
        end(Expectation.STAY, cause, true);

        assertThat(fleet.findings.counts()).isEqualTo(Map.of(Kind.CLOSED.text(), 1L));
    }
}
