package io.sluice.bench.load;

import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of {@code load} about time. */
final class TimingOptions {

    @Option(
            names = "--warmup",
            converter = DurationConverter.class,
            defaultValue = "5s",
            description = "load without counting (default: ${DEFAULT-VALUE})")
    Duration warmup = Duration.ZERO;

    @Option(
            names = "--iterations",
            defaultValue = "5",
            description =
                    "parts of the measured time; the error of a score is that over these (default: ${DEFAULT-VALUE})")
    int iterations;

    @Option(
            names = "--duration",
            converter = DurationConverter.class,
            defaultValue = "1200ms",
            description = "of one iteration (default: ${DEFAULT-VALUE})")
    Duration duration = Duration.ZERO;

    @Option(
            names = "--drain",
            converter = DurationConverter.class,
            defaultValue = "10s",
            description = "longest wait for what is on its way at the end (default: ${DEFAULT-VALUE})")
    Duration drain = Duration.ZERO;

    /** @throws IllegalArgumentException naming the option that is out of range */
    LoadSettings.Timing timing() {
        return new LoadSettings.Timing(warmup, iterations, duration, drain);
    }
}
