package io.sluice.server.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h}, {@code 1d}, or ISO-8601. */
final class Durations {

    private static final Pattern SYNTAX = Pattern.compile("([0-9_]{1,24}) ?(us|ms|s|m|h|d)");

    private static final Map<String, ChronoUnit> UNITS = units();

    private Durations() {}

    private static Map<String, ChronoUnit> units() {
        Map<String, ChronoUnit> units = new LinkedHashMap<>();
        units.put("d", ChronoUnit.DAYS);
        units.put("h", ChronoUnit.HOURS);
        units.put("m", ChronoUnit.MINUTES);
        units.put("s", ChronoUnit.SECONDS);
        units.put("ms", ChronoUnit.MILLIS);
        units.put("us", ChronoUnit.MICROS);
        return units;
    }

    /** Reads a text; rejects it if it is no duration; a number without a unit is none */
    static Duration parse(String text) throws Rejection {
        Matcher matcher = SYNTAX.matcher(text);
        try {
            if (!matcher.matches()) {
                return Duration.parse(text);
            }
            ChronoUnit unit = UNITS.get(matcher.group(2));
            if (unit != null) {
                return Duration.of(Long.parseLong(matcher.group(1).replace("_", "")), unit);
            }
        } catch (DateTimeException | NumberFormatException | ArithmeticException e) {
            // Answered below, together with the units that are not known.
        }
        throw new Rejection(Texts.quote(text) + " is not a duration such as 500ms, 10s, 5m, 1h, 1d or PT10S");
    }

    /** The shortest exact form: the largest unit that divides the duration. */
    static String format(Duration duration) {
        for (Map.Entry<String, ChronoUnit> unit : UNITS.entrySet()) {
            Duration one = unit.getValue().getDuration();
            if (!duration.isNegative()
                    && !duration.isZero()
                    && one.multipliedBy(duration.dividedBy(one)).equals(duration)) {
                return duration.dividedBy(one) + unit.getKey();
            }
        }
        return duration.isZero() ? "0s" : duration.toString();
    }
}
