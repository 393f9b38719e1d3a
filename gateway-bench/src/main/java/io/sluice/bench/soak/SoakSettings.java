package io.sluice.bench.soak;

import io.sluice.bench.audit.Target;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a soak is to do. Each part checks itself and names the option that is wrong. */
record SoakSettings(Gateway gateway, Traffic traffic, Audience audience, Timing timing, Watch watch) {
    private static final double MIN_RATE = 5;
    private static final int STAMP_BYTES = 40;
    private static final int MAX_PAYLOAD_BYTES = 64 << 10;

    /**
     * Who is soaked.
     *
     * @param pid null if the process is not to be watched and ended
     * @param exitFile where whoever started the gateway writes its exit code; null if nobody does
     */
    record Gateway(
            Target clients,
            Target push,
            @Nullable Long pid,
            @Nullable Path exitFile) {}

    /**
     * What is published.
     *
     * @param topics that stay, without the one of large payloads
     * @param perSecond on each of them
     * @param passingPerSecond topics created, given one message and abandoned
     */
    record Traffic(int topics, double perSecond, int payloadBytes, int largePayloadBytes, double passingPerSecond) {
        Traffic {
            require(topics >= 1 && topics <= 60, "--topics", "1 to 60", topics);
            // Below that a second of silence would prove nothing.
            require(perSecond >= MIN_RATE && perSecond <= 1000, "--rate", "5 to 1000", perSecond);
            require(isPayload(payloadBytes), "--payload", STAMP_BYTES + " to " + MAX_PAYLOAD_BYTES, payloadBytes);
            require(
                    isPayload(largePayloadBytes),
                    "--large-payload",
                    STAMP_BYTES + " to " + MAX_PAYLOAD_BYTES,
                    largePayloadBytes);
            require(passingPerSecond >= 0 && passingPerSecond <= 1000, "--passing", "0 to 1000", passingPerSecond);
        }

        private static boolean isPayload(int bytes) {
            return bytes >= STAMP_BYTES && bytes <= MAX_PAYLOAD_BYTES;
        }
    }

    /** How many subscribers of which kind. */
    record Audience(int steady, int churning, int waving, int stalled) {
        Audience {
            require(steady >= 1 && steady <= 10_000, "--steady", "1 to 10000", steady);
            require(churning >= 0 && churning <= 10_000, "--churning", "0 to 10000", churning);
            require(waving >= 0 && waving <= 10_000, "--waving", "0 to 10000", waving);
            require(stalled >= 0 && stalled <= 1000, "--stalled", "0 to 1000", stalled);
        }
    }

    /**
     * How long and how often.
     *
     * @param retention how long the gateway keeps publications, at the least; its other bounds must be out of reach
     * @param stalledLimit after which a reader that stopped must have been closed
     */
    record Timing(
            Duration duration,
            Duration warmup,
            Duration waveInterval,
            Duration retention,
            Duration stalledLimit,
            Duration silenceLimit,
            Duration exitLimit) {
        Timing {
            require(!duration.isNegative() && !duration.isZero(), "--duration", "more than nothing", duration);
            require(
                    warmup.compareTo(duration) < 0 && !warmup.isNegative(),
                    "--warmup",
                    "shorter than --duration",
                    warmup);
            require(isAtLeastASecond(waveInterval), "--wave-every", "at least 1s", waveInterval);
            require(isAtLeastASecond(retention), "--retention", "at least 1s", retention);
            require(isAtLeastASecond(stalledLimit), "--stalled-limit", "at least 1s", stalledLimit);
        }

        private static boolean isAtLeastASecond(Duration duration) {
            return duration.compareTo(Duration.ofSeconds(1)) >= 0;
        }
    }

    /**
     * How the gateway is watched.
     *
     * @param collectEvery full collections in the gateway, after each of which its live heap is looked at
     */
    record Watch(Duration sampleEvery, Duration collectEvery, long seed) {
        Watch {
            require(!collectEvery.minus(sampleEvery).isNegative(), "--collect-every", "at least 1s", collectEvery);
        }
    }

    private static void require(boolean condition, String option, String allowed, Object value) {
        if (!condition) {
            throw new IllegalArgumentException(option + ": " + value + " is not allowed, only " + allowed);
        }
    }
}
