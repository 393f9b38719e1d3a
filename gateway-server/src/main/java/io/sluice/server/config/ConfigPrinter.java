package io.sluice.server.config;

import java.util.List;

/** Writes settings as YAML. */
final class ConfigPrinter {

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
        String section = "";
        for (Setting setting : settings) {
            int dot = setting.path().indexOf('.');
            String its = setting.path().substring(0, dot + 1);
            if (!its.equals(section) || (reference && its.isEmpty())) {
                yaml.append(reference && !section.isEmpty() ? "\n" : "");
                yaml.append(its.isEmpty() ? "" : its.substring(0, dot) + ":\n");
                section = its;
            }
            String indent = its.isEmpty() ? "" : "  ";
            if (reference) {
                yaml.append("%s# %s\n".formatted(indent, setting.description()));
                yaml.append("%s# Allowed: %s\n".formatted(indent, setting.allowed()));
            }
            String value = reference ? setting.defaultValue() : setting.value();
            String firstLine = value.lines().findFirst().orElse("");
            yaml.append(indent).append(setting.path().substring(dot + 1)).append(':');
            yaml.append(firstLine.isEmpty() ? "" : " " + firstLine);
            yaml.append(reference || setting.isDefault() ? "" : "  # " + setting.source());
            yaml.append(value.substring(firstLine.length())).append('\n');
        }
        return yaml.toString();
    }
}
