package io.sluice.bench.html;

/**
 * An axis of a plot.
 *
 * @param label what it shows, with its unit
 */
public record Axis(String label, Scale scale) {
    /** How values are spread over an axis. */
    public enum Scale {
        /** Evenly. */
        LINEAR,
        /** By their logarithm; a value that is not above zero is left out of the drawing, but not of the table. */
        LOG,
        /**
         * Percentiles from 0 to 100, spread so that 90, 99, 99.9 and so on are equally far apart; 100 is left out of the
         * drawing, but not of the table.
         */
        PERCENTILE
    }

    /** Evenly spread. */
    public static Axis linear(String label) {
        return new Axis(label, Scale.LINEAR);
    }

    /** Spread by logarithm. */
    public static Axis log(String label) {
        return new Axis(label, Scale.LOG);
    }

    /** From 0 to 100, spread by the number of nines. */
    public static Axis percentile(String label) {
        return new Axis(label, Scale.PERCENTILE);
    }
}
