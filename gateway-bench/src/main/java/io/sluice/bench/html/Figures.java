package io.sluice.bench.html;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers for people. */
final class Figures {
    private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_UP);
    private static final double WHOLE_FROM = 1000;

    private Figures() {}

    /** Four digits, or all of those before the point; empty if it is not a number. */
    static String text(double value) {
        if (!Double.isFinite(value)) {
            return "";
        }
        if (Math.abs(value) >= WHOLE_FROM) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        BigDecimal rounded = new BigDecimal(value).round(FOUR_DIGITS).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    /** All of its digits, as for what stands on an x axis. */
    static String exact(double value) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
                : "";
    }

    /** A value with its spread in brackets, if there is one. */
    static String text(double value, double low, double high) {
        String text = text(value);
        boolean single = text.isEmpty() || (text(low).equals(text) && text(high).equals(text));
        return single ? text : text + " (" + text(low) + "–" + text(high) + ")";
    }
}
