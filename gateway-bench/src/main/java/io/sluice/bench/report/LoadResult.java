package io.sluice.bench.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one load run; its JSON form has the same names, and what is marked as unwrapped stands there one level up.
 *
 * @param settings everything that was asked for, as the load runner took it
 * @param timeline one point a second from when publishing began, at most a few thousand
 */
public record LoadResult(
        Object settings,
        @JsonUnwrapped Verdict verdict,
        Throughput throughput,
        Audit audit,
        Connections connections,
        Costs costs,
        List<TimelinePoint> timeline) {

    /** False if a message was lost, duplicated or reordered, or the load was not what was asked for. */
    public boolean passed() {
        return verdict.passed();
    }

    /**
     * Whether the run counts.
     *
     * @param failures why it does not; empty if it passed
     * @param limitedBy what kept it from being faster
     */
    public record Verdict(List<String> failures, String limitedBy) {
        /** Whether there is no failure. */
        @JsonProperty("passed")
        public boolean passed() {
            return failures.isEmpty();
        }
    }

    /**
     * The measured phase.
     *
     * @param seconds how long it was
     * @param latency null if no message that was due in it arrived
     * @param iterations its parts, in order of time
     */
    public record Throughput(
            double seconds,
            double deliveriesPerSecond,
            double publicationsPerSecond,
            @Nullable Latency latency,
            List<Iteration> iterations,
            Scores scores) {}

    /**
     * One part of the measured phase; null where nothing was measured or nothing arrived.
     *
     * @param connectsPerSecond handshakes answered, of those that come and go
     * @param p99Micros latency of what arrived in it
     */
    public record Iteration(
            double seconds,
            double deliveriesPerSecond,
            double publicationsPerSecond,
            @Nullable Double connectsPerSecond,
            @Nullable Double p99Micros,
            @Nullable Double serverCpuMicrosPerDelivery,
            @Nullable Double serverCpuMicrosPerConnect) {}

    /** Over the iterations; null where none had the figure. */
    public record Scores(
            @Nullable Score deliveriesPerSecond,
            @Nullable Score serverCpuMicrosPerDelivery,
            @Nullable Score connectsPerSecond,
            @Nullable Score serverCpuMicrosPerConnect) {}

    /**
     * From when a message was due to when its last byte was read, over all deliveries; or from the start of a connect to
     * the answered handshake. In microseconds.
     *
     * @param distribution points of the whole distribution, denser towards 100 %; a few hundred at most
     */
    public record Latency(
            double p50Micros,
            double p90Micros,
            double p99Micros,
            double p999Micros,
            double maxMicros,
            List<PercentilePoint> distribution) {}

    /** So many percent took no longer than this. */
    public record PercentilePoint(double percentile, double micros) {}

    /**
     * The account of the whole run, warm-up and drain included.
     *
     * @param lost accepted by the server, but never seen by a subscriber that stayed; summed over subscribers
     * @param duplicated seen again
     * @param reordered seen after a later one
     * @param foreign received, but not sent by this run, or of a topic that was not asked for
     */
    public record Audit(long lost, long duplicated, long reordered, long foreign) {}

    /**
     * Who was there.
     *
     * @param closed subscribers that must see everything, but were closed, by reason
     * @param stalledClosed stalled subscribers that were closed, as they may be
     * @param setUp how the subscribers connected before publishing began
     * @param churn how those connected that come and go, in the measured phase; null if there were none
     */
    public record Connections(
            Map<String, Long> closed,
            long stalledClosed,
            @JsonUnwrapped Publications publications,
            Connects setUp,
            @Nullable Connects churn) {}

    /**
     * What was published.
     *
     * @param sent publications sent
     * @param accepted publications accepted: answered with 2xx over HTTP, as was asked for over WebSocket
     * @param refused publications answered otherwise, by status; 0 over WebSocket
     * @param unanswered publications without an answer at the end
     * @param publisherClosed whether the server closed the publisher's connection before the run was over
     */
    public record Publications(
            long sent, long accepted, Map<Integer, Long> refused, long unanswered, boolean publisherClosed) {}

    /**
     * Connections made.
     *
     * @param joined handshakes answered
     * @param failures those that were not, by reason, the whole run
     */
    public record Connects(
            long joined,
            double perSecond,
            Map<String, Long> failures,
            @Nullable Latency latency) {}

    /**
     * What it took in the measured phase; a null value could not be measured.
     *
     * @param serverCpuMicrosPerDelivery user and system time of the server process
     * @param serverCpuMicrosPerConnect the same, where nothing but connecting was going on
     * @param serverCores cores that the server kept busy
     * @param serverKiBPerConnection growth of resident memory while the subscribers connected; without publications, until
     *     the end of the measured phase
     * @param serverPeakMiB most resident memory that the server ever had
     * @param clientCores cores that this process kept busy
     */
    public record Costs(
            @Nullable Double serverCpuMicrosPerDelivery,
            @Nullable Double serverCpuMicrosPerConnect,
            @Nullable Double serverCores,
            @Nullable Double serverKiBPerConnection,
            @Nullable Long serverPeakMiB,
            @Nullable Double clientCores) {}

    /**
     * One second, or more in runs of more than an hour.
     *
     * @param seconds its end, since publishing began
     * @param subscribers connected at its end
     */
    public record TimelinePoint(
            double seconds,
            double publicationsPerSecond,
            double deliveriesPerSecond,
            double connectsPerSecond,
            long subscribers,
            @JsonUnwrapped Delay latency,
            @JsonUnwrapped ServerUse server) {}

    /** Latency of what arrived; null if nothing did. */
    public record Delay(
            @Nullable Double p50Micros, @Nullable Double p99Micros) {}

    /** What the server used; null if it was not named or is gone. */
    public record ServerUse(
            @Nullable Double serverCores, @Nullable Double serverMiB) {}
}
