package io.sluice.bench.html;

import io.sluice.bench.html.Series.Point;
import java.util.ArrayList;
import java.util.List;

/** Bounds what a page holds, however long a measurement was. */
final class Thinning {
    private Thinning() {}

    /**
     * The same line with about {@code atMost} points: of each stretch its lowest and its highest, so that a peak stays what
     * it was.
     */
    static List<Point> extremes(List<Point> points, int atMost) {
        if (points.size() <= atMost) {
            return points;
        }
        int stretches = atMost / 2;
        List<Point> kept = new ArrayList<>(atMost);
        for (int i = 0; i < stretches; i++) {
            int from = start(i, stretches, points.size());
            int to = start(i + 1, stretches, points.size());
            addExtremes(points.subList(from, to), kept);
        }
        return kept;
    }

    private static void addExtremes(List<Point> stretch, List<Point> kept) {
        int lowest = 0;
        int highest = 0;
        for (int i = 1; i < stretch.size(); i++) {
            // Compared this way round, a gap takes neither place from a number.
            if (!(stretch.get(i).y() >= stretch.get(lowest).y())) {
                lowest = Double.isNaN(stretch.get(i).y()) ? lowest : i;
            }
            if (!(stretch.get(i).y() <= stretch.get(highest).y())) {
                highest = Double.isNaN(stretch.get(i).y()) ? highest : i;
            }
        }
        kept.add(stretch.get(Math.min(lowest, highest)));
        if (lowest != highest) {
            kept.add(stretch.get(Math.max(lowest, highest)));
        }
    }

    /** Every so manieth of {@code all}, the first and the last among them, at most {@code atMost}. */
    static <T> List<T> even(List<T> all, int atMost) {
        if (all.size() <= atMost) {
            return all;
        }
        List<T> kept = new ArrayList<>(atMost);
        for (int i = 0; i < atMost; i++) {
            kept.add(all.get((int) ((long) i * (all.size() - 1) / (atMost - 1))));
        }
        return kept;
    }

    private static int start(int stretch, int stretches, int size) {
        return (int) ((long) stretch * size / stretches);
    }
}
