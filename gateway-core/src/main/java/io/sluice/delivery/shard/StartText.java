package io.sluice.delivery.shard;

import io.sluice.model.Position;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts as clients write them, see {@code docs/PROTOCOL.md}. Every method throws IllegalArgumentException with what is allowed. */
public final class StartText {

    public static final int MAX_LAST = 1_000_000;

    private static final String SINCE_ALLOWED = "allowed: a position <epoch>:<offset>, or a duration such as -30s";
    private static final String LAST_ALLOWED = "allowed: a whole number from 0 to " + MAX_LAST;

    /** Nine digits of days are still milliseconds in a long. */
    private static final Pattern AGE = Pattern.compile("-([0-9]{1,9})(ms|s|m|h|d)");

    private static final Pattern LAST = Pattern.compile("[0-9]{1,7}");

    private StartText() {}

    /** A position or a duration. */
    public static Start since(String text) {
        if (isAge(text)) {
            return age(text);
        }
        try {
            return new Start.After(Position.parse(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a start; " + SINCE_ALLOWED, e);
        }
    }

    /** Whether the text is a duration, which holds for all topics. */
    public static boolean isAge(String text) {
        return AGE.matcher(text).matches();
    }

    private static Start age(String text) {
        Matcher matcher = AGE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a duration; " + SINCE_ALLOWED);
        }
        long number = Long.parseLong(matcher.group(1));
        return new Start.Since(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }

    public static Start last(String text) {
        if (!LAST.matcher(text).matches()) {
            throw new IllegalArgumentException("not a number of publications; " + LAST_ALLOWED);
        }
        return last(Long.parseLong(text));
    }

    public static Start last(long number) {
        if (number < 0 || number > MAX_LAST) {
            throw new IllegalArgumentException("the number of publications is out of range; " + LAST_ALLOWED);
        }
        return new Start.Last((int) number);
    }
}
