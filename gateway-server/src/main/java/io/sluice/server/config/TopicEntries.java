package io.sluice.server.config;

import io.sluice.model.TopicPattern;
import io.sluice.server.config.Binder.Given;
import io.sluice.server.config.GatewayConfig.Lag;
import io.sluice.server.config.GatewayConfig.Retention;
import io.sluice.server.config.GatewayConfig.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads {@code topics}: a list of groups of keys. Each entry is bound by a binder of its own, whose defaults are the values
 * that hold for all topics; its problems are those of the list, with the place in front.
 */
final class TopicEntries {

    static final int MAX = 1000;

    private static final String KEYS = "{match, retention: {messages, bytes, age}, lag: {policy, max-keys}, presence}";

    private static final String ALLOWED = "a list of at most " + MAX + " entries " + KEYS;

    private final Source source;
    private final Retention retention;
    private final Lag lag;

    private final List<Topic> topics = new ArrayList<>();
    private final Map<TopicPattern, Integer> entryByPattern = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private TopicEntries(Source source, Retention retention, Lag lag) {
        this.source = source;
        this.retention = retention;
        this.lag = lag;
    }

    /** A list whose entries inherit what they leave out. */
    static Kind<List<Topic>> kind(Retention retention, Lag lag) {
        return new Kind<>(
                ALLOWED,
                (value, source) -> new TopicEntries(source, retention, lag).read(value),
                topics -> topics.isEmpty() ? "[]" : print(topics));
    }

    /** The list with its key; empty where it is empty. */
    static String yaml(List<Topic> topics) {
        return topics.isEmpty() ? "" : "topics:" + print(topics) + "\n";
    }

    private static String print(List<Topic> topics) {
        return topics.stream().map(TopicEntries::print).collect(Collectors.joining());
    }

    private static String print(Topic topic) {
        return "\n  - {match: %s, retention: {messages: %d, bytes: %s, age: %s}, lag: {policy: %s, max-keys: %d}, presence: %s}"
                .formatted(
                        Texts.yaml(topic.match().value()),
                        topic.retention().messages(),
                        ByteSize.format(topic.retention().bytes()),
                        Durations.format(topic.retention().age()),
                        Kinds.lowerCase(topic.lagPolicy()),
                        topic.lagMaxKeys(),
                        topic.presence());
    }

    private List<Topic> read(Value value) throws Rejection {
        if (value instanceof Value.Scalar scalar
                && !scalar.text().isBlank()
                && !scalar.text().strip().startsWith("[")) {
            throw new Rejection(Texts.quote(scalar.text().strip()) + " is not a list such as [{match: chat.*}]");
        }
        List<Value> items = Kinds.items(value);
        for (int i = 0; i < items.size(); i++) {
            entry(i, items.get(i));
        }
        List<String> reasons = items.size() > MAX ? List.of("has " + items.size() + " entries") : List.of();
        if (!reasons.isEmpty() || !problems.isEmpty()) {
            throw new Rejection(reasons, problems);
        }
        return topics;
    }

    private void entry(int index, Value value) {
        String place = "[" + index + "]";
        if (!(value instanceof Value.Fields fields)) {
            problems.add("%s (%s): is no group of keys; allowed: %s".formatted(place, source, KEYS));
            return;
        }
        Map<String, Given> given = new LinkedHashMap<>();
        flatten(place + ".", "", fields, given);
        Binder in = new Binder(given);
        Topic topic = Schema.topic(in, retention, lag);
        in.problems().forEach(problem -> problems.add(place + "." + problem));
        unknown(place + ".", given, in);
        if (!given.containsKey("match")) {
            problems.add("%s.match (%s): is missing; allowed: %s".formatted(place, source, TopicPattern.ALLOWED));
        } else if (!in.isBroken("match")) {
            Integer earlier = entryByPattern.putIfAbsent(topic.match(), index);
            if (earlier != null) {
                problems.add("%s.match (%s): %s is that of topics[%d] too; allowed: a pattern once"
                        .formatted(place, source, Texts.quote(topic.match().value()), earlier));
            }
        }
        topics.add(topic);
    }

    /** Joins the keys of nested groups with dots, as the reader of files does. */
    private void flatten(String place, String prefix, Value.Fields group, Map<String, Given> given) {
        group.fields().forEach((name, value) -> {
            String path = prefix + name;
            if (value instanceof Value.Fields inner && !inner.fields().isEmpty() && !path.equals("match")) {
                flatten(place, path + ".", inner, given);
            } else if (given.putIfAbsent(path, new Given(value, source)) != null) {
                problems.add("%s%s (%s): duplicate key".formatted(place, Texts.oneLine(path), source));
            }
        });
    }

    private void unknown(String place, Map<String, Given> all, Binder in) {
        List<String> known = in.settings().stream().map(Setting::path).toList();
        all.forEach((path, given) -> {
            boolean group = known.stream().anyMatch(key -> key.startsWith(path + "."));
            boolean emptyGroup =
                    group && !(given.value() instanceof Value.Scalar || given.value() instanceof Value.Items);
            if (known.contains(path) || emptyGroup) {
                return;
            }
            // The value is not shown, as with every unknown key.
            problems.add("%s%s (%s): ".formatted(place, Texts.oneLine(path), source)
                    + (group
                            ? "is a group of keys and takes no value itself"
                            : "unknown key"
                                    + Suggestion.of(path, known)
                                            .map(meant -> "; did you mean " + meant + "?")
                                            .orElse("; allowed: " + KEYS)));
        });
    }
}
