package io.sluice.bench.soak;

import io.sluice.bench.audit.Stalls;
import java.util.Formatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The result for a terminal. */
final class SoakText {
    private SoakText() {}

    /** All of it. */
    static String of(SoakResult result) {
        StringBuilder text = new StringBuilder();
        result.series().forEach(curve -> text.append(curve(curve)).append('\n'));
        return text + summary(result);
    }

    /** All but the series; the verdict is the last line. */
    static String summary(SoakResult result) {
        StringBuilder lines = new StringBuilder();
        Formatter text = new Formatter(lines, Locale.ROOT);
        SoakResult.Run run = result.run();
        text.format(
                "soak of %,.0f s%s, seed %d%n", run.seconds(), run.interrupted() ? " (interrupted)" : "", run.seed());
        counts(text, result.counts());
        silences(text, result.silences());
        SoakResult.Looks looks = run.looks();
        text.format(
                "looks without an answer: %,d; longest collection that was asked for: %,d ms%n",
                looks.unanswered(), looks.longestCollectionMillis());
        Ending.Exit exit = run.exit();
        if (exit != null) {
            text.format("gateway ended %,d ms after SIGTERM, exit code %s%n", exit.millis(), code(exit.code()));
        }
        if (result.series().stream().anyMatch(SoakResult.Curve::fails)) {
            result.growths().forEach(growth -> text.format("  grew: %s%n", growth));
        }
        result.findings().forEach((kind, count) -> text.format("FOUND %,d: %s%n", count, kind));
        result.details().forEach(detail -> text.format("  %s%n", detail));
        text.format("%s%n", result.passed() ? "passed" : "FAILED");
        return lines.toString();
    }

    private static void counts(Formatter text, SoakResult.Counts counts) {
        SoakResult.Published published = counts.published();
        text.format(
                "published: %,d accepted, refused %s, %,d passing topics%n",
                published.accepted(), published.refused(), published.passingTopics());
        text.format("received: %,d by all subscribers together%n", counts.received());
        SoakResult.Connections connections = counts.connections();
        text.format(
                "connections: %,d opened, %,d left, %,d cut, %,d waves, %,d stalled ones closed by the gateway%n",
                connections.opened(),
                connections.left(),
                connections.cut(),
                connections.waves(),
                connections.stalledClosed());
        SoakResult.Told told = counts.told();
        text.format(
                "told: %,d positions recovered, %,d lost (%,d publications), %,d gaps (%,d publications)%n",
                told.resumed(), told.positionsLost(), told.positionSkipped(), told.gaps(), told.gapSkipped());
    }

    private static void silences(Formatter text, SoakResult.Silences silences) {
        text.format(
                "longest silence of %d steady streams: %,d ms (allowed %,d), with stalls of this machine %,d ms%n",
                silences.streams(), silences.longestNetMillis(), silences.limitMillis(), silences.longestMillis());
        Stalls.Summary stalls = silences.stalls();
        text.format(
                "stalls of this machine: %,d, the longest %,d ms, together %,d ms%n",
                stalls.count(), stalls.longestMillis(), stalls.totalMillis());
    }

    private static String curve(SoakResult.Curve curve) {
        Trend trend = curve.trend();
        String slope = trend == null
                ? "too few samples for a slope"
                : String.format(
                        Locale.ROOT,
                        "%s an hour (%s to %s), %s in all",
                        amount(curve, trend.perHour()),
                        amount(curve, trend.lowPerHour()),
                        amount(curve, trend.highPerHour()),
                        amount(curve, trend.growth()));
        return String.format(
                Locale.ROOT,
                "%-38s %s to %s; %s%s",
                curve.name(),
                amount(curve, curve.smallest()),
                amount(curve, curve.largest()),
                slope,
                curve.fails() ? " CLIMBS" : "");
    }

    /** In the unit of the series, for people. */
    static String amount(SoakResult.Curve curve, double value) {
        return curve.unit().equals(Measure.BYTES)
                ? String.format(Locale.ROOT, "%,.2f MiB", value / (1 << 20))
                : String.format(Locale.ROOT, "%,.1f", value);
    }

    private static String code(@Nullable Integer code) {
        return code == null ? "not told" : code.toString();
    }
}
