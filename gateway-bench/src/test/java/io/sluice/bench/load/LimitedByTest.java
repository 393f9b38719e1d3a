package io.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.load.LoadSettings.Pace;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LimitedByTest {
    private static final Pace CLOSED = new Pace(8, null, null, 256);
    private static final Pace OPEN = new Pace(null, 10.0, null, 256);

    @Test
    void whoeverUsesUpItsCoresIsNamed() {
        assertThat(limitedBy(CLOSED, 0.99, 0.5, 0.1, true))
                .startsWith("the server")
                .doesNotContain("client");
        assertThat(limitedBy(CLOSED, 0.5, 0.99, 0.1, true))
                .startsWith("this client")
                .doesNotContain("the server");
        assertThat(limitedBy(CLOSED, 0.99, 0.99, 0.1, true)).contains("the server", "this client");
    }

    @Test
    void aClientWhoseReaderIsAlwaysBusyIsNamedThoughItHasCoresLeft() {
        assertThat(limitedBy(OPEN, 0.5, 0.6, 0.95, true)).contains("one of its two threads");
    }

    @Test
    void whereNeitherIsBusyThePaceTellsWhatIsLeft() {
        assertThat(limitedBy(OPEN, 0.5, 0.5, 0.4, true)).isEqualTo("the rate that was asked for");
        assertThat(limitedBy(OPEN, 0.5, 0.5, 0.4, false)).contains("network", "neither side");
        assertThat(limitedBy(CLOSED, 0.5, 0.5, 0.4, true)).startsWith("round trips");
        assertThat(limitedBy(new Pace(null, 0.0, null, 256), 0, 0, 0, true)).startsWith("nothing");
    }

    private static String limitedBy(Pace pace, double server, double client, double reader, boolean onPace) {
        Measurement measurement = new Measurement(at(0, 0, 0, 0));
        measurement.add(at(10, server, client, reader), new Latencies().takeIteration());
        return new LimitedBy(Settings.of("ws://127.0.0.1:1/", "http://127.0.0.1:1/", pace), measurement, onPace).text();
    }

    private static Snapshot at(double seconds, double server, double client, double reader) {
        return new Snapshot(
                (long) (seconds * 1e9),
                0,
                0,
                0,
                new LoopTimes(reader * seconds, 0),
                cores(server * seconds),
                cores(client * seconds));
    }

    private static @Nullable ProcessSample cores(double cpuSeconds) {
        return new ProcessSample(cpuSeconds, 0, 0, 1);
    }
}
