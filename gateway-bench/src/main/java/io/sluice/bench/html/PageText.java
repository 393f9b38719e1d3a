package io.sluice.bench.html;

import io.sluice.bench.html.Section.Bars;
import io.sluice.bench.html.Section.Column;
import io.sluice.bench.html.Section.Group;
import io.sluice.bench.html.Section.Plot;
import io.sluice.bench.html.Section.Table;
import io.sluice.bench.html.Section.Text;
import java.util.List;

/** Writes sections as HTML, once. */
final class PageText {
    private static final int FIRST_LEVEL = 2;

    private final StringBuilder html = new StringBuilder();
    private final PlotJson plots = new PlotJson();
    private int plotCount;

    PageText(List<Section> sections) {
        for (Section section : sections) {
            section(section, FIRST_LEVEL);
        }
    }

    String page(String title) {
        return PageTemplate.filled(Markup.escaped(title), html.toString(), plots.text());
    }

    private void section(Section section, int level) {
        switch (section) {
            case Group group -> group(group, level);
            case Text text -> text(text, level);
            case Table table -> {
                open("table", table, table.note(), level);
                table(table);
                html.append("</section>\n");
            }
            case Plot plot -> {
                plots.add(plot);
                String what =
                        "Line plot: " + plot.y().label() + " over " + plot.x().label();
                plot(plot, plot.note(), what, PlotTable.of(plot), level);
            }
            case Bars bars -> {
                plots.add(bars);
                plot(bars, bars.note(), "Bar chart: " + bars.unit(), PlotTable.of(bars), level);
            }
        }
    }

    private void group(Group group, int level) {
        open("group", group, group.note(), level);
        html.append("<div class=\"grid\">\n");
        group.parts().forEach(part -> section(part, level + 1));
        html.append("</div>\n</section>\n");
    }

    private void text(Text text, int level) {
        open("text", text, "", level);
        for (String paragraph : text.paragraphs()) {
            html.append("<p>").append(Markup.escaped(paragraph)).append("</p>\n");
        }
        html.append("</section>\n");
    }

    private void plot(Section plot, String note, String what, Table figures, int level) {
        open("plot", plot, note, level);
        html.append("<div class=\"canvas\"><canvas role=\"img\" data-plot=\"")
                .append(plotCount++)
                .append("\" aria-label=\"")
                .append(Markup.escaped(plot.title() + ". " + what + ". The table below has the figures."))
                .append("\"></canvas></div>\n<details><summary>Figures</summary>\n");
        note(figures.note());
        table(figures);
        html.append("</details>\n</section>\n");
    }

    private void open(String kind, Section section, String note, int level) {
        String heading = "h" + Math.min(level, 6);
        html.append("<section class=\"")
                .append(kind)
                .append("\">\n<")
                .append(heading)
                .append('>');
        html.append(Markup.escaped(section.title()))
                .append("</")
                .append(heading)
                .append(">\n");
        note(note);
    }

    private void note(String note) {
        if (!note.isEmpty()) {
            html.append("<p class=\"note\">").append(Markup.escaped(note)).append("</p>\n");
        }
    }

    /** Scrolls by itself where it is wider than the screen; the keyboard gets there too. */
    private void table(Table table) {
        html.append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
                .append(Markup.escaped(table.title()))
                .append("\"><table>\n<thead><tr>");
        for (Column column : table.columns()) {
            html.append("<th scope=\"col\"").append(alignment(column)).append('>');
            html.append(Markup.escaped(column.name())).append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        table.rows().forEach(row -> row(table.columns(), row));
        html.append("</tbody>\n</table></div>\n");
    }

    private void row(List<Column> columns, List<String> cells) {
        html.append("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            String tag = i == 0 ? "th" : "td";
            html.append('<').append(tag).append(i == 0 ? " scope=\"row\"" : "").append(alignment(columns.get(i)));
            html.append('>').append(Markup.escaped(cells.get(i)));
            html.append("</").append(tag).append('>');
        }
        html.append("</tr>\n");
    }

    private static String alignment(Column column) {
        return column.numeric() ? " class=\"number\"" : "";
    }
}
