package io.sluice.bench.faults;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/** Results for a terminal. */
final class FaultsText {
    private FaultsText() {}

    /** One scenario; the verdict is the last line. */
    static String of(FaultsResult result) {
        StringBuilder lines = new StringBuilder();
        Formatter text = new Formatter(lines, Locale.ROOT);
        FaultsResult.Run run = result.run();
        FaultsResult.Counts counts = result.counts();
        text.format(
                "%s: %d rounds in %,.0f s, %d gateways, seed %d%n",
                run.scenario(), result.rounds().size(), run.seconds(), run.gateways(), run.seed());
        Publications.Counts published = counts.published();
        text.format(
                "  published: %,d, of them accepted %,d, unknown %,d; attempts refused %,d, without an outcome %,d: %s%n",
                published.begun(),
                published.accepted(),
                published.unknown(),
                published.refusals(),
                published.unknownAttempts(),
                counts.refusals());
        text.format("  received: %,d by all subscribers together%n", counts.received());
        Tally.Summary connections = counts.connections();
        text.format(
                "  connections: %,d subscribers, %,d reconnects; ended %s; refused %s%n",
                connections.subscribers(), connections.reconnects(), connections.ends(), connections.refusals());
        FleetStream.Told.Summary told = counts.told();
        text.format(
                "  told: %,d positions recovered, %,d lost (%,d publications), %,d gaps (%,d publications); epochs replaced: %d%n",
                told.resumed(),
                told.positionsLost(),
                told.announced(),
                told.gaps(),
                told.gapSkipped(),
                counts.epochsReplaced());
        text.format("  longest silence of a connected subscriber: %,d ms%n", counts.longestSilenceMillis());
        text.format("  all caught up after a fault: %s%n", caughtUp(result.rounds()));
        FaultsResult.Connects connects = result.connects();
        if (connects != null) {
            text.format(
                    "  most connects within a second: %,.0f at drain.rate %d%n",
                    connects.peakPerSecond(), connects.drainRate());
        }
        result.findings().forEach((kind, count) -> text.format("  FOUND %,d: %s%n", count, kind));
        result.details().forEach(detail -> text.format("    %s%n", detail));
        text.format("  %s%n", result.passed() ? "passed" : "FAILED");
        return lines.toString();
    }

    static String caughtUp(List<FaultsResult.Round> rounds) {
        long[] millis = rounds.stream()
                .mapToLong(FaultsResult.Round::caughtUpMillis)
                .sorted()
                .toArray();
        return millis.length == 0
                ? "no round"
                : String.format(
                        Locale.ROOT,
                        "%,d ms (median), %,d ms (longest)",
                        millis[millis.length / 2],
                        millis[millis.length - 1]);
    }

    /** All scenarios, a line each. */
    static String verdicts(List<FaultsResult> results) {
        StringBuilder lines = new StringBuilder();
        for (FaultsResult result : results) {
            lines.append(String.format(
                    Locale.ROOT,
                    "%-18s %3d rounds  %,9d accepted  %,11d received  %s%n",
                    result.run().scenario(),
                    result.rounds().size(),
                    result.counts().published().accepted(),
                    result.counts().received(),
                    result.passed() ? "passed" : "FAILED"));
        }
        return lines.toString();
    }
}
