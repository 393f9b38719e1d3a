package io.sluice.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The variables that {@code logback.xml} reads by itself, since logging begins before the configuration is read. Here they
 * are only checked: logback would take a level that it does not know for another one, and a format for none at all.
 */
final class LogSettings {

    static final String LEVEL = "SLUICE_LOG_LEVEL";
    static final String FORMAT = "SLUICE_LOG_FORMAT";

    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace", "off");
    private static final List<String> FORMATS = List.of("text", "json");

    private LogSettings() {}

    /** What is wrong with them, one sentence each. */
    static List<String> problems(Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        String level = environment.get(LEVEL);
        if (level != null && !LEVELS.contains(level.toLowerCase(Locale.ROOT))) {
            problems.add(problem(LEVEL, LEVELS));
        }
        String format = environment.get(FORMAT);
        if (format != null && !FORMATS.contains(format)) {
            problems.add(problem(FORMAT, FORMATS));
        }
        return problems;
    }

    private static String problem(String variable, List<String> allowed) {
        return "environment variable " + variable + ": allowed: " + String.join(", ", allowed);
    }
}
