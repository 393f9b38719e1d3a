package io.sluice.bench.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one load run; its JSON form has the same names.
 *
 * @param settings everything that was asked for, as the load runner took it
 * @param failures why the run does not count; empty if it passed
 * @param limitedBy what kept the run from being faster
 */
public record LoadResult(
        Object settings,
        List<String> failures,
        String limitedBy,
        Throughput throughput,
        Audit audit,
        Connections connections,
        Costs costs) {

    /** False if a message was lost, duplicated or reordered, or the load was not what was asked for. */
    @JsonProperty("passed")
    public boolean passed() {
        return failures.isEmpty();
    }

    /**
     * The measured phase.
     *
     * @param seconds how long it was
     * @param latency null if no message that was due in it arrived
     */
    public record Throughput(
            double seconds,
            double deliveriesPerSecond,
            double publicationsPerSecond,
            @Nullable Latency latency) {}

    /** From when a message was due to when its last byte was read, over all deliveries, in microseconds. */
    public record Latency(double p50Micros, double p90Micros, double p99Micros, double p999Micros, double maxMicros) {}

    /**
     * The account of the whole run, warm-up and drain included.
     *
     * @param lost accepted by the server, but never seen by a subscriber that stayed; summed over subscribers
     * @param duplicated seen again
     * @param reordered seen after a later one
     * @param foreign received, but not sent by this run
     */
    public record Audit(long lost, long duplicated, long reordered, long foreign) {}

    /**
     * Who was there.
     *
     * @param closed subscribers that must see everything, but were closed, by reason
     * @param stalledClosed stalled subscribers that were closed, as they may be
     * @param sent publications posted
     * @param accepted publications answered with 2xx
     * @param refused publications answered otherwise, by status
     * @param unanswered publications without an answer at the end
     * @param publisherClosed whether the server closed the publisher's connection before the run was over
     */
    public record Connections(
            Map<String, Long> closed,
            long stalledClosed,
            long sent,
            long accepted,
            Map<Integer, Long> refused,
            long unanswered,
            boolean publisherClosed) {}

    /**
     * What it took in the measured phase; a null value could not be measured.
     *
     * @param serverCpuMicrosPerDelivery user and system time of the server process
     * @param serverCores cores that the server kept busy
     * @param serverKiBPerConnection growth of resident memory while the subscribers connected
     * @param serverPeakMiB most resident memory that the server ever had
     * @param clientCores cores that this process kept busy
     */
    public record Costs(
            @Nullable Double serverCpuMicrosPerDelivery,
            @Nullable Double serverCores,
            @Nullable Double serverKiBPerConnection,
            @Nullable Long serverPeakMiB,
            @Nullable Double clientCores) {}
}
