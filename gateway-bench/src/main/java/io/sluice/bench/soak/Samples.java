package io.sluice.bench.soak;

import java.util.ArrayList;
import java.util.List;

/**
 * Samples over time, of which at most {@value #MAX_POINTS} points are kept: when they are full, neighbours are joined, and
 * from then on each point stands for twice as many samples. So a point is the mean of as many samples as any other, and
 * knows the lowest and the highest of them.
 */
final class Samples {
    static final int MAX_POINTS = 2048;

    private final List<Point> points = new ArrayList<>();
    private int samplesPerPoint = 1;
    private int pendingSamples;
    private Point pending = Point.NONE;
    private Point all = Point.NONE;

    /**
     * One point of the curve.
     *
     * @param seconds since the start of the run
     * @param low of the samples that it stands for
     * @param high of the same
     */
    record Point(double seconds, double value, double low, double high) {
        private static final Point NONE = new Point(0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

        static Point of(double seconds, double value) {
            return new Point(seconds, value, value, value);
        }

        /** The mean of this one, which counts {@code weight} times, and of one more. */
        private Point and(Point more, int weight) {
            return new Point(
                    (seconds * weight + more.seconds) / (weight + 1),
                    (value * weight + more.value) / (weight + 1),
                    Math.min(low, more.low),
                    Math.max(high, more.high));
        }
    }

    /** @param atSeconds since the start of the run; not before that of the last one */
    void add(double atSeconds, double value) {
        Point sample = Point.of(atSeconds, value);
        all = all.and(sample, 0);
        pending = pending.and(sample, pendingSamples++);
        if (pendingSamples == samplesPerPoint) {
            if (points.size() == MAX_POINTS) {
                // What is pending is then half a point, and goes on.
                join();
            } else {
                points.add(pending);
                pending = Point.NONE;
                pendingSamples = 0;
            }
        }
    }

    private void join() {
        List<Point> joined = new ArrayList<>(MAX_POINTS / 2);
        for (int i = 0; i < points.size(); i += 2) {
            joined.add(points.get(i).and(points.get(i + 1), 1));
        }
        points.clear();
        points.addAll(joined);
        samplesPerPoint *= 2;
    }

    boolean isEmpty() {
        return points.isEmpty();
    }

    double smallest() {
        return all.low();
    }

    double largest() {
        return all.high();
    }

    List<Point> points() {
        return List.copyOf(points);
    }
}
