package io.sluice.bench.soak;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What is put on the gateway, for how long, and how it is watched. */
final class SoakOptions {
    private static final Duration SAMPLE_EVERY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DEFAULT_WARMUP = Duration.ofMinutes(10);
    private static final String OR = " (default: ${DEFAULT-VALUE})";

    @Option(
            names = "--duration",
            required = true,
            converter = Span.class,
            description = "of the load, warm-up included: 45s, 10m or 24h")
    Duration duration = Duration.ZERO;

    @Option(
            names = "--warmup",
            converter = Span.class,
            description = "what no slope counts (default: a quarter of the load, at most 10m)")
    @Nullable
    Duration warmup;

    @Option(names = "--topics", defaultValue = "4", description = "topics that stay" + OR)
    int topics;

    @Option(names = "--rate", defaultValue = "10", description = "publications a second on each, at least 5" + OR)
    double rate;

    @Option(names = "--payload", defaultValue = "256", description = "bytes of each" + OR)
    int payloadBytes;

    @Option(
            names = "--large-payload",
            defaultValue = "16384",
            description = "bytes of those on one more topic, which stalled readers hear" + OR)
    int largePayloadBytes;

    @Option(
            names = "--passing",
            defaultValue = "20",
            description = "topics a second that get one message and are abandoned" + OR)
    double passing;

    @Option(names = "--steady", defaultValue = "30", description = "subscribers that stay" + OR)
    int steady;

    @Option(names = "--churning", defaultValue = "30", description = "subscribers that come and go" + OR)
    int churning;

    @Option(names = "--waving", defaultValue = "100", description = "subscribers that are cut at once" + OR)
    int waving;

    @Option(names = "--wave-every", defaultValue = "10s", converter = Span.class, description = "between cuts" + OR)
    Duration waveEvery = Duration.ZERO;

    @Option(names = "--stalled", defaultValue = "6", description = "subscribers that stop reading" + OR)
    int stalled;

    @Option(
            names = "--stalled-limit",
            defaultValue = "45s",
            converter = Span.class,
            description = "after which the gateway must have closed who reads nothing" + OR)
    Duration stalledLimit = Duration.ZERO;

    @Option(
            names = "--silence-limit",
            defaultValue = "1s",
            converter = Span.class,
            description = "for those that stay" + OR)
    Duration silenceLimit = Duration.ZERO;

    @Option(
            names = "--retention",
            defaultValue = "5m",
            converter = Span.class,
            description = "the gateway's retention.age; its other bounds must be out of reach" + OR)
    Duration retention = Duration.ZERO;

    @Option(
            names = "--exit-limit",
            defaultValue = "35s",
            converter = Span.class,
            description = "from SIGTERM to the end of the gateway" + OR)
    Duration exitLimit = Duration.ZERO;

    @Option(
            names = "--collect-every",
            defaultValue = "30s",
            converter = Span.class,
            description = "between full collections in the gateway, each followed by a look at what lives" + OR)
    Duration collectEvery = Duration.ZERO;

    @Option(names = "--seed", description = "of what is random (default: another each time)")
    @Nullable
    Long seed;

    /** @throws IllegalArgumentException that names the option which is wrong and says what is allowed */
    SoakSettings settings(SoakSettings.Gateway gateway) {
        return new SoakSettings(
                gateway,
                new SoakSettings.Traffic(topics, rate, payloadBytes, largePayloadBytes, passing),
                new SoakSettings.Audience(steady, churning, waving, stalled),
                new SoakSettings.Timing(
                        duration, warmupOrDefault(), waveEvery, retention, stalledLimit, silenceLimit, exitLimit),
                new SoakSettings.Watch(
                        SAMPLE_EVERY,
                        collectEvery,
                        seed == null ? ThreadLocalRandom.current().nextLong() : seed));
    }

    private Duration warmupOrDefault() {
        if (warmup != null) {
            return warmup;
        }
        Duration quarter = duration.dividedBy(4);
        return quarter.compareTo(LONGEST_DEFAULT_WARMUP) < 0 ? quarter : LONGEST_DEFAULT_WARMUP;
    }

    /** Reads {@code 500ms}, {@code 45s}, {@code 10m}, {@code 24h}. */
    static final class Span implements ITypeConverter<Duration> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

        @Override
        public Duration convert(String text) {
            Matcher match = FORM.matcher(text);
            if (!match.matches()) {
                throw new TypeConversionException("'" + text + "' is not a duration like 500ms, 45s, 10m or 24h");
            }
            long value = Long.parseLong(match.group(1));
            return switch (match.group(2)) {
                case "ms" -> Duration.ofMillis(value);
                case "s" -> Duration.ofSeconds(value);
                case "m" -> Duration.ofMinutes(value);
                default -> Duration.ofHours(value);
            };
        }
    }
}
