package io.sluice.bench.report;

import io.sluice.bench.report.LoadResult.Audit;
import io.sluice.bench.report.LoadResult.Connections;
import io.sluice.bench.report.LoadResult.Costs;
import io.sluice.bench.report.LoadResult.Latency;
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
        costs(text, result.costs());
        Audit audit = result.audit();
        text.format(
                "audit        lost %d, duplicated %d, reordered %d, foreign %d\n",
                audit.lost(), audit.duplicated(), audit.reordered(), audit.foreign());
        Connections connections = result.connections();
        text.format(
                "publications sent %d, accepted %d, refused %s, unanswered %d\n",
                connections.sent(), connections.accepted(), connections.refused(), connections.unanswered());
        text.format("closed       %s, stalled ones %d\n", connections.closed(), connections.stalledClosed());
        text.format("limited by   %s\n", result.limitedBy());
        text.format("%s\n", result.passed() ? "PASSED" : "FAILED: " + String.join("; ", result.failures()));
        return lines.toString();
    }

    private static void throughput(Formatter text, Throughput throughput) {
        text.format(
                "deliveries   %,.0f/s  (publications %,.1f/s, measured for %.1f s)\n",
                throughput.deliveriesPerSecond(), throughput.publicationsPerSecond(), throughput.seconds());
        Latency latency = throughput.latency();
        if (latency != null) {
            text.format(
                    "latency µs   p50 %,.0f  p90 %,.0f  p99 %,.0f  p99.9 %,.0f  max %,.0f\n",
                    latency.p50Micros(),
                    latency.p90Micros(),
                    latency.p99Micros(),
                    latency.p999Micros(),
                    latency.maxMicros());
        }
    }

    private static void costs(Formatter text, Costs costs) {
        text.format(
                "server       %s µs CPU/delivery, %s cores busy, %s KiB/connection, peak %s MiB\n",
                number(costs.serverCpuMicrosPerDelivery()),
                number(costs.serverCores()),
                number(costs.serverKiBPerConnection()),
                costs.serverPeakMiB() == null ? "?" : costs.serverPeakMiB());
        text.format("client       %s cores busy\n", number(costs.clientCores()));
    }

    private static String number(@Nullable Double value) {
        return value == null ? "?" : String.format(Locale.ROOT, "%.2f", value);
    }
}
