package io.sluice.bench.html;

import java.util.List;

/**
 * A part of a page under a heading of its own. All texts are plain: the page escapes them.
 *
 * <p>A note says what the reader cannot see from the heading; it may be empty.
 */
public sealed interface Section {
    /** The heading. */
    String title();

    /** Sections side by side where the screen is wide enough; shown even if it is empty. */
    record Group(String title, String note, List<Section> parts) implements Section {
        public Group {
            parts = List.copyOf(parts);
        }
    }

    /** Paragraphs. */
    record Text(String title, List<String> paragraphs) implements Section {
        public Text {
            paragraphs = List.copyOf(paragraphs);
        }
    }

    /** Rows under columns; the first cell of a row names it. */
    record Table(String title, String note, List<Column> columns, List<List<String>> rows) implements Section {
        /** @throws IllegalArgumentException if a row has not one cell for each column */
        public Table {
            columns = List.copyOf(columns);
            rows = rows.stream().map(List::copyOf).toList();
            for (List<String> row : rows) {
                if (row.size() != columns.size()) {
                    throw new IllegalArgumentException(
                            "a row of '" + title + "' has " + row.size() + " cells for " + columns.size() + " columns");
                }
            }
        }
    }

    /** How a column is set. */
    record Column(String name, boolean numeric) {
        /** Set from the left. */
        public static Column text(String name) {
            return new Column(name, false);
        }

        /** Set from the right. */
        public static Column number(String name) {
            return new Column(name, true);
        }
    }

    /** Series over two axes. */
    record Plot(String title, String note, Axis x, Axis y, List<Series> series) implements Section {
        public Plot {
            series = List.copyOf(series);
        }
    }

    /**
     * One bar for each name, from zero.
     *
     * @param unit what the values are, with their unit
     */
    record Bars(String title, String note, String unit, List<Bar> bars) implements Section {
        public Bars {
            bars = List.copyOf(bars);
        }
    }

    /**
     * A bar.
     *
     * @param name gives the bar the colour that a {@link Series} of that name has
     * @param low the least of what was seen; with {@code high} the same as {@code value} if there was no more than that
     * @param high the most
     */
    record Bar(String name, double value, double low, double high) {}
}
