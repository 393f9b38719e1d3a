package io.sluice.bench.load;

import io.sluice.bench.report.LoadResult;
import io.sluice.bench.report.LoadResult.Audit;
import io.sluice.bench.report.LoadResult.Connections;
import io.sluice.bench.report.LoadResult.Costs;
import io.sluice.bench.report.LoadResult.Latency;
import io.sluice.bench.report.LoadResult.Throughput;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Turns the snapshots at both ends of the measured phase into a result, and judges it. */
final class Outcome {
    /** A core counts as used up from here on: sampling and the scheduler take the rest. */
    private static final double BUSY = 0.92;
    /** An open loop that falls further behind than this did not run at the rate that was asked for. */
    private static final double RATE_TOLERANCE = 0.98;

    private static final double NANOS_PER_MICRO = 1e3;

    private final LoadSettings settings;
    private final Snapshot from;
    private final Snapshot to;
    private final double seconds;

    Outcome(LoadSettings settings, Snapshot from, Snapshot to) {
        this.settings = settings;
        this.from = from;
        this.to = to;
        this.seconds = to.secondsSince(from);
    }

    LoadResult result(
            @Nullable Latency latency, Audit audit, Connections connections, @Nullable Double kibPerConnection) {
        Throughput throughput = new Throughput(
                seconds,
                (to.deliveries() - from.deliveries()) / seconds,
                (to.publications() - from.publications()) / seconds,
                latency);
        return new LoadResult(
                settings,
                failures(throughput, audit, connections),
                limitedBy(),
                throughput,
                audit,
                connections,
                costs(kibPerConnection));
    }

    private List<String> failures(Throughput throughput, Audit audit, Connections connections) {
        List<String> failures = new ArrayList<>();
        fail(failures, "lost", audit.lost());
        fail(failures, "duplicated", audit.duplicated());
        fail(failures, "reordered", audit.reordered());
        long closed = connections.closed().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        fail(failures, "subscribers closed", closed);
        fail(failures, "publications unanswered", connections.unanswered());
        if (connections.publisherClosed()) {
            failures.add("the server closed the publisher's connection");
        }
        if (connections.accepted() == 0) {
            failures.add("no publication was accepted");
        }
        Double perSecond = settings.pace().perSecond();
        // One publication more or less falls into the measured phase by chance.
        if (perSecond != null && throughput.publicationsPerSecond() + 1 / seconds < perSecond * RATE_TOLERANCE) {
            failures.add("the rate was not reached");
        }
        return failures;
    }

    private static void fail(List<String> failures, String what, long count) {
        if (count > 0) {
            failures.add(what + ": " + count);
        }
    }

    private String limitedBy() {
        boolean server = isBusy(from.server(), to.server());
        boolean client = isBusy(from.client(), to.client());
        if (server && client) {
            return "the server and this client: both used up their cores";
        }
        if (server) {
            return "the server: it used up its cores";
        }
        if (client) {
            return "this client: it used up its cores";
        }
        return settings.pace().perSecond() != null
                ? "the rate that was asked for"
                : "round trips: neither side used up its cores";
    }

    private boolean isBusy(@Nullable ProcessSample before, @Nullable ProcessSample after) {
        Double cores = cores(before, after);
        return cores != null && after != null && cores >= BUSY * after.allowedCores();
    }

    private Costs costs(@Nullable Double kibPerConnection) {
        Double serverCores = cores(from.server(), to.server());
        long deliveries = to.deliveries() - from.deliveries();
        Double micros = serverCores == null || deliveries == 0 ? null : serverCores * seconds * 1e6 / deliveries;
        ProcessSample server = to.server();
        return new Costs(
                micros,
                serverCores,
                kibPerConnection,
                server == null ? null : server.peakResidentKiB() / 1024,
                cores(from.client(), to.client()));
    }

    private @Nullable Double cores(@Nullable ProcessSample before, @Nullable ProcessSample after) {
        return before == null || after == null ? null : (after.cpuSeconds() - before.cpuSeconds()) / seconds;
    }

    static @Nullable Double kibPerConnection(
            @Nullable ProcessSample before, @Nullable ProcessSample after, int connections) {
        return before == null || after == null
                ? null
                : (double) (after.residentKiB() - before.residentKiB()) / connections;
    }

    static @Nullable Latency latency(Histogram nanos) {
        if (nanos.getTotalCount() == 0) {
            return null;
        }
        return new Latency(
                nanos.getValueAtPercentile(50) / NANOS_PER_MICRO,
                nanos.getValueAtPercentile(90) / NANOS_PER_MICRO,
                nanos.getValueAtPercentile(99) / NANOS_PER_MICRO,
                nanos.getValueAtPercentile(99.9) / NANOS_PER_MICRO,
                nanos.getMaxValue() / NANOS_PER_MICRO);
    }
}
