package io.sluice.bench.soak;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.jspecify.annotations.Nullable;

/**
 * The straight line through a series after the warm-up.
 *
 * <p>Samples that follow each other are alike (a connection that is open now is open a second later), and a regression that
 * took each for news of its own would be far too sure of itself. So the line goes through the means of blocks of equally
 * many points, {@value #BLOCKS} or somewhat more.
 *
 * @param perHour the slope
 * @param lowPerHour lower end of its 95 % confidence interval
 * @param highPerHour upper end
 * @param line where it begins and ends
 * @param blocks how many means it goes through
 */
record Trend(double perHour, double lowPerHour, double highPerHour, Line line, int blocks) {
    private static final int BLOCKS = 20;
    private static final int MIN_BLOCKS = 4;
    private static final double SECONDS_PER_HOUR = 3600;
    private static final double ONE_MINUS_CONFIDENCE = 0.05;

    /** From the middle of the first block to that of the last. */
    record Line(double fromSeconds, double from, double toSeconds, double to) {}

    /** What the line climbs. */
    double growth() {
        return line.to() - line.from();
    }

    /** Null if there are too few points behind the warm-up for a line with an interval. */
    static @Nullable Trend of(List<Samples.Point> points, double warmupSeconds) {
        List<Samples.Point> means = blockMeans(points.stream()
                .filter(point -> point.seconds() >= warmupSeconds)
                .toList());
        if (means.size() < MIN_BLOCKS) {
            return null;
        }
        SimpleRegression regression = new SimpleRegression();
        means.forEach(mean -> regression.addData(mean.seconds() / SECONDS_PER_HOUR, mean.value()));
        double halfWidth = regression.getSlopeConfidenceInterval(ONE_MINUS_CONFIDENCE);
        double slope = regression.getSlope();
        double from = means.getFirst().seconds();
        double to = means.getLast().seconds();
        Line line = new Line(
                from, regression.predict(from / SECONDS_PER_HOUR), to, regression.predict(to / SECONDS_PER_HOUR));
        return new Trend(slope, slope - halfWidth, slope + halfWidth, line, means.size());
    }

    /** Points at the front that do not fill a block are left out. */
    private static List<Samples.Point> blockMeans(List<Samples.Point> points) {
        int size = Math.max(1, points.size() / BLOCKS);
        List<Samples.Point> means = new ArrayList<>();
        for (int from = points.size() % size; from < points.size(); from += size) {
            double seconds = 0;
            double value = 0;
            for (Samples.Point point : points.subList(from, from + size)) {
                seconds += point.seconds() / size;
                value += point.value() / size;
            }
            means.add(Samples.Point.of(seconds, value));
        }
        return means;
    }
}
