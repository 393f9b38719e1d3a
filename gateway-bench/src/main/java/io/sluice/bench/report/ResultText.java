package io.sluice.bench.report;

import io.sluice.bench.report.LoadResult.Audit;
import io.sluice.bench.report.LoadResult.Connections;
import io.sluice.bench.report.LoadResult.Connects;
import io.sluice.bench.report.LoadResult.Costs;
import io.sluice.bench.report.LoadResult.Latency;
import io.sluice.bench.report.LoadResult.Publications;
import io.sluice.bench.report.LoadResult.Scores;
import io.sluice.bench.report.LoadResult.Throughput;
import java.util.Formatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A result for people. */
public final class ResultText {
    private ResultText() {}

    /** Several lines, each ended by a line feed. */
    public static String of(LoadResult result) {
        StringBuilder lines = new StringBuilder();
        Formatter text = new Formatter(lines, Locale.ROOT);
        throughput(text, result.throughput());
        costs(text, result.throughput().scores(), result.costs());
        Audit audit = result.audit();
        text.format(
                "audit        lost %d, duplicated %d, reordered %d, foreign %d\n",
                audit.lost(), audit.duplicated(), audit.reordered(), audit.foreign());
        connections(text, result.connections());
        text.format("limited by   %s\n", result.verdict().limitedBy());
        text.format(
                "%s\n",
                result.passed()
                        ? "PASSED"
                        : "FAILED: " + String.join("; ", result.verdict().failures()));
        return lines.toString();
    }

    private static void throughput(Formatter text, Throughput throughput) {
        text.format(
                "deliveries   %s/s  (99.9 %% over %d iterations of %.1f s)\n",
                score(throughput.scores().deliveriesPerSecond(), "%,.0f"),
                throughput.iterations().size(),
                throughput.seconds() / Math.max(1, throughput.iterations().size()));
        text.format("publications %,.1f/s\n", throughput.publicationsPerSecond());
        latency(text, "latency µs", throughput.latency());
    }

    private static void latency(Formatter text, String name, @Nullable Latency latency) {
        if (latency != null) {
            text.format(
                    "%-12s p50 %,.0f  p90 %,.0f  p99 %,.0f  p99.9 %,.0f  max %,.0f\n",
                    name,
                    latency.p50Micros(),
                    latency.p90Micros(),
                    latency.p99Micros(),
                    latency.p999Micros(),
                    latency.maxMicros());
        }
    }

    private static void costs(Formatter text, Scores scores, Costs costs) {
        if (costs.serverCpuMicrosPerConnect() != null) {
            text.format("server       %s µs CPU/connect\n", score(scores.serverCpuMicrosPerConnect(), "%.2f"));
        }
        text.format(
                "server       %s µs CPU/delivery, %s cores busy, %s KiB/connection, peak %s MiB\n",
                score(scores.serverCpuMicrosPerDelivery(), "%.2f"),
                number(costs.serverCores()),
                number(costs.serverKiBPerConnection()),
                costs.serverPeakMiB() == null ? "?" : costs.serverPeakMiB());
        text.format("client       %s cores busy\n", number(costs.clientCores()));
    }

    private static void connections(Formatter text, Connections connections) {
        Publications publications = connections.publications();
        text.format(
                "publications sent %d, accepted %d, refused %s, unanswered %d\n",
                publications.sent(), publications.accepted(), publications.refused(), publications.unanswered());
        connects(text, "set-up", connections.setUp());
        Connects churn = connections.churn();
        if (churn != null) {
            connects(text, "newcomers", churn);
        }
        text.format("closed       %s, stalled ones %d\n", connections.closed(), connections.stalledClosed());
    }

    private static void connects(Formatter text, String name, Connects connects) {
        text.format(
                "%-12s connected %,d, %,.0f/s, failed %s\n",
                name, connects.joined(), connects.perSecond(), connects.failures());
        latency(text, name + " µs", connects.latency());
    }

    private static String score(@Nullable Score score, String format) {
        return score == null ? "?" : score.text(format);
    }

    private static String number(@Nullable Double value) {
        return value == null ? "?" : String.format(Locale.ROOT, "%.2f", value);
    }
}
