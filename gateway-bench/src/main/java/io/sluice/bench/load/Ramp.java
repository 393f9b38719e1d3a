package io.sluice.bench.load;

import java.time.Duration;

/** {@code FROM..TO/TIME}, as it stands in an option. */
record Ramp(double from, double to, Duration over) {

    /** @throws IllegalArgumentException naming the option, if it counts something and the start is no whole number */
    int wholeFrom(String option) {
        return whole(from, option);
    }

    /** @throws IllegalArgumentException naming the option, if it counts something and the end is no whole number */
    int wholeTo(String option) {
        return whole(to, option);
    }

    private static int whole(double value, String option) {
        LoadSettings.require(
                value == Math.rint(value) && value <= 10_000_000,
                option + " must go between whole numbers to 10000000");
        return (int) value;
    }
}
