package io.sluice.server.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns the values given into typed ones and keeps every problem. A value that is wrong is replaced by its default, so that
 * the binding goes on to the next key; the result is then thrown away, because there is a problem.
 */
final class Binder {

    /** A value and where it stands. */
    record Given(Value value, Source source) {}

    private final Map<String, Given> given;
    private final List<Setting> settings = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Set<String> broken = new HashSet<>();

    /** Takes values by dotted path; those that no key asks for are not looked at. */
    Binder(Map<String, Given> given) {
        this.given = given;
    }

    Section section(String name) {
        return new Section(name + ".");
    }

    /** The keys that stand in no section. */
    Section root() {
        return new Section("");
    }

    /**
     * Reports a broken rule between keys, unless one of them is wrong by itself.
     *
     * @param reason continues the value of the path
     * @param other the key that the rule compares with
     */
    void rule(boolean holds, String path, String reason, String other, String allowed) {
        if (!holds && !broken.contains(path) && !broken.contains(other)) {
            Setting left = setting(path);
            Setting right = setting(other);
            problems.add("%s (%s): %s %s %s, which is %s (%s); allowed: %s"
                    .formatted(
                            path, left.source(), left.value(), reason, other, right.value(), right.source(), allowed));
        }
    }

    private Setting setting(String path) {
        return settings.stream()
                .filter(setting -> setting.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a rule about the unknown key " + path));
    }

    /** Every key, in the order of the schema. */
    List<Setting> settings() {
        return settings;
    }

    List<String> problems() {
        return problems;
    }

    /** Whether the value of the key was wrong by itself. */
    boolean isBroken(String path) {
        return broken.contains(path);
    }

    /** Keys with a common prefix. */
    final class Section {
        private final String prefix;

        private Section(String prefix) {
            this.prefix = prefix;
        }

        Section section(String name) {
            return new Section(prefix + name + ".");
        }

        /** Declares a key and reads it. */
        <T> T read(String name, Kind<T> kind, String defaultText, String description) {
            String path = prefix + name;
            T fallback = parse(kind, new Value.Scalar(defaultText), path);
            Given entry = given.get(path);
            T value = entry == null ? fallback : bind(path, kind, entry, fallback);
            settings.add(new Setting(
                    path,
                    description,
                    kind.allowed(),
                    kind.printer().apply(fallback),
                    kind.printer().apply(value),
                    entry == null ? new Source.Default() : entry.source()));
            return value;
        }

        private <T> T bind(String path, Kind<T> kind, Given entry, T fallback) {
            try {
                return kind.parser().parse(entry.value(), entry.source());
            } catch (Rejection e) {
                broken.add(path);
                for (String reason : e.reasons()) {
                    problems.add("%s (%s): %s; allowed: %s".formatted(path, entry.source(), reason, kind.allowed()));
                }
                e.inside().forEach(problem -> problems.add(path + problem));
                return fallback;
            }
        }

        private static <T> T parse(Kind<T> kind, Value value, String path) {
            try {
                return kind.parser().parse(value, new Source.Default());
            } catch (Rejection e) {
                throw new IllegalStateException("the default of " + path + ": " + e.getMessage(), e);
            }
        }
    }
}
