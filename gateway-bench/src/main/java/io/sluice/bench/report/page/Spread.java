package io.sluice.bench.report.page;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * What several runs said; NaN in all three if none said anything.
 *
 * @param middle their median, or the mean of their iterations
 * @param low the least
 * @param high the most
 */
record Spread(double middle, double low, double high) {

    /** Values that are not numbers do not count. */
    static Spread of(double... values) {
        double[] known = Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        if (known.length == 0) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN);
        }
        int middle = known.length / 2;
        double median = known.length % 2 == 1 ? known[middle] : (known[middle - 1] + known[middle]) / 2;
        return new Spread(median, known[0], known[known.length - 1]);
    }

    /** The same middle, as far from each other as these were too. */
    Spread widenedBy(double... values) {
        Spread all = of(DoubleStream.concat(DoubleStream.of(low, high), Arrays.stream(values))
                .toArray());
        return new Spread(middle, all.low, all.high);
    }

    Spread around(double other) {
        return new Spread(other, Math.min(low, other), Math.max(high, other));
    }

    boolean isKnown() {
        return !Double.isNaN(middle);
    }
}
