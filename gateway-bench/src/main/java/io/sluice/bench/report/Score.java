package io.sluice.bench.report;

import java.util.Collection;
import java.util.Locale;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.jspecify.annotations.Nullable;

/**
 * What JMH prints: a mean, and half the width of its confidence interval of 99.9 % by Student's t.
 *
 * @param error null for a single sample, which says nothing of the spread
 */
public record Score(double mean, @Nullable Double error, int samples) {
    private static final double CONFIDENCE = 0.999;

    /** Null if there is no sample. */
    public static @Nullable Score of(Collection<Double> samples) {
        SummaryStatistics statistics = new SummaryStatistics();
        samples.forEach(statistics::addValue);
        int count = samples.size();
        return count == 0 ? null : new Score(statistics.getMean(), error(statistics, count), count);
    }

    private static @Nullable Double error(SummaryStatistics statistics, int count) {
        if (count < 2) {
            return null;
        }
        double t = new TDistribution(count - 1).inverseCumulativeProbability(1 - (1 - CONFIDENCE) / 2);
        return t * statistics.getStandardDeviation() / Math.sqrt(count);
    }

    /** The mean and the error, each written by {@code format}. */
    String text(String format) {
        String written = String.format(Locale.ROOT, format, mean);
        return error == null ? written : written + " ± " + String.format(Locale.ROOT, format, error);
    }
}
