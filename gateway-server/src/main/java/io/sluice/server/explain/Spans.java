package io.sluice.server.explain;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Times in words. */
final class Spans {

    private Spans() {}

    /** How long it is from one to the other, roughly. */
    static String between(Instant one, Instant other) {
        Duration span = Duration.between(one, other).abs();
        long millis = span.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 120_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        return span.toMinutes() < 120 ? span.toMinutes() + " min" : span.toHours() + " h";
    }
}
