package io.sluice.bench.html;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.bench.html.Axis.Scale;
import io.sluice.bench.html.Section.Bar;
import io.sluice.bench.html.Section.Bars;
import io.sluice.bench.html.Section.Plot;
import io.sluice.bench.html.Series.Point;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The plots of one page as page.js reads them, in the order in which they are added. */
final class PlotJson {
    /** Points of a series at most: more than a screen has columns. */
    static final int MAX_POINTS = 2000;

    private static final ObjectMapper MAPPER = mapper();

    private final ArrayNode plots = MAPPER.createArrayNode();
    private final Map<String, Integer> colours = new HashMap<>();

    void add(Plot plot) {
        ObjectNode json = plots.addObject();
        axis(json.putObject("x"), plot.x());
        axis(json.putObject("y"), plot.y());
        ArrayNode allSeries = json.putArray("series");
        for (Series series : plot.series()) {
            ObjectNode one = allSeries.addObject();
            one.put("name", series.name());
            one.put("detail", series.detail());
            one.put("colour", colour(series.name()));
            one.put("dashed", series.style() == Series.Style.DASHED);
            points(one, plot, Thinning.extremes(series.points(), MAX_POINTS));
        }
    }

    void add(Bars bars) {
        ObjectNode json = plots.addObject();
        json.put("unit", bars.unit());
        ArrayNode all = json.putArray("bars");
        for (Bar bar : bars.bars()) {
            ObjectNode one = all.addObject();
            one.put("name", bar.name());
            one.put("colour", colour(bar.name()));
            number(one, "value", bar.value());
            number(one, "low", bar.low());
            number(one, "high", bar.high());
            one.put("text", Figures.text(bar.value(), bar.low(), bar.high()));
        }
    }

    /** Safe inside a script element. */
    String text() {
        try {
            return MAPPER.writeValueAsString(plots);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree always has a text", e);
        }
    }

    private static void axis(ObjectNode json, Axis axis) {
        json.put("label", axis.label());
        json.put("scale", axis.scale().name().toLowerCase(Locale.ROOT));
    }

    /** Each as [x, y], or [x, y, low, high] if it has a spread. */
    private static void points(ObjectNode series, Plot plot, List<Point> points) {
        ArrayNode all = series.putArray("points");
        for (Point point : points) {
            double x = position(plot.x().scale(), point.x());
            if (!Double.isFinite(x)) {
                continue;
            }
            ArrayNode one = all.addArray().add(x);
            add(one, plot.y(), point.y());
            if (point.low() != point.y() || point.high() != point.y()) {
                add(one, plot.y(), point.low());
                add(one, plot.y(), point.high());
            }
        }
    }

    private static void add(ArrayNode point, Axis axis, double value) {
        double position = position(axis.scale(), value);
        if (Double.isFinite(position)) {
            point.add(position);
        } else {
            point.addNull();
        }
    }

    /** Not finite if it has no place on the axis. */
    private static double position(Scale scale, double value) {
        return switch (scale) {
            case LINEAR -> value;
            case LOG -> value > 0 ? value : Double.NaN;
            case PERCENTILE -> Math.log10(100 / (100 - value));
        };
    }

    private static void number(ObjectNode json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        }
    }

    private int colour(String name) {
        return colours.computeIfAbsent(name, added -> colours.size());
    }

    private static ObjectMapper mapper() {
        ObjectMapper mapper = JsonMapper.builder().build();
        mapper.getFactory().setCharacterEscapes(new ForScripts());
        return mapper;
    }

    /** Leaves nothing that could end the element, open a comment in it, or end a line of a script. */
    private static final class ForScripts extends CharacterEscapes {
        private static final long serialVersionUID = 1;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] escapes = standardAsciiEscapesForJSON();
            for (char character : "<>&".toCharArray()) {
                escapes[character] = ESCAPE_STANDARD;
            }
            return escapes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return switch (character) {
                case '\u2028' -> new SerializedString("\\u2028");
                case '\u2029' -> new SerializedString("\\u2029");
                default -> null;
            };
        }
    }
}
