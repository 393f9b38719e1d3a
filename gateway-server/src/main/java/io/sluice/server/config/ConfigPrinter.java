package io.sluice.server.config;

import java.util.List;

/** Writes settings as YAML. */
final class ConfigPrinter {

    private static final String INDENT = "  ";

    private ConfigPrinter() {}

    /** The values in effect; a comment tells where one comes from that is not left at its default. */
    static String effective(List<Setting> settings) {
        return print(settings, false);
    }

    /** The defaults, each with a comment that tells what it is for and what is allowed. */
    static String reference(List<Setting> settings) {
        return """
                # Sluice: every key with its default. Printed by: sluice print-config --defaults
                #
                # An environment variable overrides a key: SLUICE_PUSH_MAX_PAYLOAD=1MiB is push.max-payload.
                # An option overrides both: --set push.max-payload=1MiB
                # Sizes: 4096, 64KiB, 16MiB, 4MB. Durations: 500ms, 10s, 5m, 1h, 1d.
                # Lists: [a, b], in variables and options also a,b

                """ + print(settings, true) + """
                # For example, in place of []:
                #   - match: chat.*
                #     retention: {messages: 100, age: 1h}
                #     lag: {policy: skip}
                #     presence: true
                #   - match: prices
                #     retention: {messages: 100_000, bytes: 32MiB}
                #     lag: {policy: latest, max-keys: 5000}
                """;
    }

    private static String print(List<Setting> settings, boolean reference) {
        StringBuilder yaml = new StringBuilder();
        List<String> section = List.of();
        for (Setting setting : settings) {
            List<String> path = List.of(setting.path().split("\\."));
            List<String> its = path.subList(0, path.size() - 1);
            if (!its.equals(section) || (reference && its.isEmpty())) {
                yaml.append(reference && section.size() > 0 && its.size() < 2 ? "\n" : "");
                openSections(yaml, section, its);
                section = its;
            }
            String indent = INDENT.repeat(its.size());
            if (reference) {
                yaml.append("%s# %s\n".formatted(indent, setting.description()));
                yaml.append("%s# Allowed: %s\n".formatted(indent, setting.allowed()));
            }
            String value = reference ? setting.defaultValue() : setting.value();
            String firstLine = value.lines().findFirst().orElse("");
            yaml.append(indent).append(path.getLast()).append(':');
            yaml.append(firstLine.isEmpty() ? "" : " " + firstLine);
            yaml.append(reference || setting.isDefault() ? "" : "  # " + setting.source());
            yaml.append(value.substring(firstLine.length())).append('\n');
        }
        return yaml.toString();
    }

    /** Writes the names of those sections that the one before did not open. */
    private static void openSections(StringBuilder yaml, List<String> before, List<String> its) {
        int common = 0;
        while (common < Math.min(before.size(), its.size())
                && before.get(common).equals(its.get(common))) {
            common++;
        }
        for (int depth = common; depth < its.size(); depth++) {
            yaml.append(INDENT.repeat(depth)).append(its.get(depth)).append(":\n");
        }
    }
}
