package io.sluice.bench.html;

import java.util.List;

/**
 * Points that belong together, by rising x.
 *
 * @param name what the legend says; series of the same name share colour and entry, in all plots of a page
 * @param detail tells series of the same name apart, in the table and where the mouse stands; may be empty
 */
public record Series(String name, String detail, Style style, List<Point> points) {
    /** How the points are drawn. */
    public enum Style {
        /** Points, and lines between them. */
        LINE,
        /** A broken line without points, for a trend or a bound beside what was measured. */
        DASHED
    }

    public Series {
        points = List.copyOf(points);
    }

    /** A line with nothing else of its name beside it. */
    public static Series line(String name, List<Point> points) {
        return new Series(name, "", Style.LINE, points);
    }

    /**
     * A broken line in the colour of {@code name}.
     *
     * @param detail what it is, as "trend"
     */
    public static Series dashed(String name, String detail, List<Point> points) {
        return new Series(name, detail, Style.DASHED, points);
    }

    /** What the tables call it. */
    String fullName() {
        return detail.isEmpty() ? name : name + ", " + detail;
    }

    /**
     * A point and its spread.
     *
     * @param y not a number leaves a gap in the line
     * @param low the least of what was seen at this x, the same as {@code y} if there was no more than that
     * @param high the most
     */
    public record Point(double x, double y, double low, double high) {
        /** A point without spread. */
        public static Point of(double x, double y) {
            return new Point(x, y, y, y);
        }
    }
}
