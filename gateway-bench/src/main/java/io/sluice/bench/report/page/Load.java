package io.sluice.bench.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.bench.html.Figures;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What load a run was under, in words. */
final class Load {
    private Load() {}

    /** Equal for runs that differ in nothing but server, number of subscribers and time. */
    static Object shape(Run run) {
        if (!(run.json().path("settings") instanceof ObjectNode settings)) {
            return "";
        }
        ObjectNode shape = settings.deepCopy();
        shape.remove(List.of("label", "subscribers", "timing", "target", "connecting"));
        shape.set("surface", settings.at("/target/surface"));
        return shape;
    }

    /** Without the number of subscribers. */
    static String text(Run run) {
        JsonNode settings = run.json().path("settings");
        List<String> parts = new ArrayList<>();
        parts.add(String.format(
                Locale.ROOT, "%,d bytes", settings.path("payloadBytes").asLong()));
        parts.add(pace(settings.path("pace")));
        if (settings.at("/target/surface").asText().equals("SSE")) {
            parts.add("Server-Sent Events");
        }
        if (settings.at("/topics/count").asLong() > 1) {
            parts.add(String.format(
                    Locale.ROOT, "%,d topics", settings.at("/topics/count").asLong()));
        }
        if (settings.at("/stalled/count").asLong() > 0) {
            parts.add(String.format(
                    Locale.ROOT,
                    "%,d subscribers never read",
                    settings.at("/stalled/count").asLong()));
        }
        if (settings.path("churn").isObject()) {
            parts.add("subscribers come and go");
        }
        return String.join(", ", parts);
    }

    private static String pace(JsonNode pace) {
        if (pace.path("outstanding").isNumber()) {
            return String.format(
                    Locale.ROOT, "%,d outstanding", pace.path("outstanding").asLong());
        }
        if (pace.path("ramp").isObject()) {
            return String.format(
                    Locale.ROOT,
                    "%,.0f to %,.0f publications/s",
                    pace.at("/ramp/fromPerSecond").asDouble(),
                    pace.at("/ramp/toPerSecond").asDouble());
        }
        if (pace.path("perSecond").asDouble() == 0) {
            return "no publications";
        }
        return Figures.text(pace.path("perSecond").asDouble()) + " publications/s";
    }

    /** As "8 s" or, where servers differ, "3 s; sluice 8 s"; empty if the results do not say. */
    static String seconds(Case of, String name) {
        String usual = seconds(of.example(), name);
        Set<String> parts = new LinkedHashSet<>();
        of.byServer().values().stream().flatMap(List::stream).forEach(run -> {
            String own = seconds(run, name);
            parts.add(own.equals(usual) ? usual : run.server() + " " + own);
        });
        return String.join("; ", parts);
    }

    private static String seconds(Run run, String name) {
        String text = run.json().at("/settings/timing").path(name).asText();
        try {
            return Duration.parse(text).toSeconds() + " s";
        } catch (DateTimeParseException e) {
            return "";
        }
    }
}
