package io.sluice.bench.load;

import io.sluice.bench.report.LoadResult;
import io.sluice.bench.report.LoadResult.Audit;
import io.sluice.bench.report.LoadResult.Connections;
import io.sluice.bench.report.LoadResult.Connects;
import io.sluice.bench.report.LoadResult.Costs;
import io.sluice.bench.report.LoadResult.Iteration;
import io.sluice.bench.report.LoadResult.Latency;
import io.sluice.bench.report.LoadResult.Throughput;
import io.sluice.bench.report.LoadResult.TimelinePoint;
import io.sluice.bench.report.LoadResult.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the snapshots of the measured phase into a result, and judges it. */
final class Outcome {
    /** An open loop that falls further behind than this did not run at the rate that was asked for. */
    private static final double RATE_TOLERANCE = 0.98;
    /** Connects take a few round trips, so that they follow the rate less closely than publications do. */
    private static final double CHURN_TOLERANCE = 0.95;

    private final LoadSettings settings;
    private final Measurement measurement;
    private final Snapshot from;
    private final Snapshot to;
    private final double seconds;

    Outcome(LoadSettings settings, Measurement measurement) {
        this.settings = settings;
        this.measurement = measurement;
        this.from = measurement.from();
        this.to = measurement.to();
        this.seconds = measurement.seconds();
    }

    LoadResult result(
            @Nullable Latency latency,
            Audit audit,
            Connections connections,
            @Nullable Double kibPerConnection,
            List<TimelinePoint> timeline) {
        List<Iteration> iterations = measurement.iterations(connections.churn() != null);
        Throughput throughput = new Throughput(
                seconds,
                (to.deliveries() - from.deliveries()) / seconds,
                (to.publications() - from.publications()) / seconds,
                latency,
                iterations,
                Measurement.scores(iterations));
        return new LoadResult(
                settings,
                new Verdict(failures(audit, connections), new LimitedBy(settings, measurement, isOnPace()).text()),
                throughput,
                audit,
                connections,
                costs(kibPerConnection),
                timeline);
    }

    private List<String> failures(Audit audit, Connections connections) {
        List<String> failures = new ArrayList<>();
        fail(failures, "lost", audit.lost());
        fail(failures, "duplicated", audit.duplicated());
        fail(failures, "reordered", audit.reordered());
        fail(failures, "subscribers closed", sum(connections.closed()));
        fail(failures, "publications unanswered", connections.publications().unanswered());
        if (connections.publications().publisherClosed()) {
            failures.add("the server closed the publisher's connection");
        }
        if (!settings.pace().isIdle() && connections.publications().accepted() == 0) {
            failures.add("no publication was accepted");
        }
        if (!isOnPace()) {
            failures.add("the rate was not reached");
        }
        Connects churn = connections.churn();
        if (churn != null) {
            churn(failures, churn);
        }
        return failures;
    }

    private void churn(List<String> failures, Connects churn) {
        fail(failures, "connects failed", sum(churn.failures()));
        Arrivals arrivals = Arrivals.of(settings);
        if (arrivals == null) {
            return;
        }
        Double perSecond = arrivals.perSecond();
        double due = perSecond == null ? 1 : Math.min((double) arrivals.count(), perSecond * seconds) * CHURN_TOLERANCE;
        // At the end as many may be on their way as may connect at a time.
        if (churn.joined() + settings.mix().connecting() < due || churn.joined() == 0) {
            failures.add("the connects per second were not reached");
        }
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static void fail(List<String> failures, String what, long count) {
        if (count > 0) {
            failures.add(what + ": " + count);
        }
    }

    /** Whether as much was published in the measured phase as was due in it. */
    private boolean isOnPace() {
        Schedule schedule = Schedule.of(settings.pace(), settings.timing());
        if (schedule == null) {
            return true;
        }
        double due = schedule.dueBefore(to.atNanos()) - schedule.dueBefore(from.atNanos());
        // One publication more or less falls into the measured phase by chance.
        return to.publications() - from.publications() + 1 >= due * RATE_TOLERANCE;
    }

    private Costs costs(@Nullable Double kibPerConnection) {
        ProcessSample server = to.server();
        return new Costs(
                to.serverCpuMicrosPerDeliverySince(from),
                to.serverCpuMicrosPerConnectSince(from),
                to.serverCoresSince(from),
                kibPerConnection,
                server == null ? null : server.peakResidentKiB() / 1024,
                to.clientCoresSince(from));
    }

    static @Nullable Double kibPerConnection(
            @Nullable ProcessSample before, @Nullable ProcessSample after, int connections) {
        return before == null || after == null || connections == 0
                ? null
                : (double) (after.residentKiB() - before.residentKiB()) / connections;
    }
}
