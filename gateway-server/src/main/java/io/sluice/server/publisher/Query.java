package io.sluice.server.publisher;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The query parameters of a read: those that it takes, each once at most. */
final class Query {

    private final Map<String, String> values = new HashMap<>();

    /**
     * Reads the parameters.
     *
     * @throws IllegalArgumentException if there is another one, or one comes twice; the message says what is allowed
     */
    Query(Target target, List<String> allowed) {
        for (Target.Parameter parameter : parameters(target)) {
            if (!allowed.contains(parameter.name())) {
                throw new IllegalArgumentException(
                        "an unknown query parameter; allowed: " + String.join(", ", allowed));
            }
            if (values.put(parameter.name(), parameter.value()) != null) {
                throw new IllegalArgumentException(parameter.name() + " comes more than once; allowed: once");
            }
        }
    }

    private static List<Target.Parameter> parameters(Target target) {
        try {
            return target.parameters();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the query is not percent-encoded correctly", e);
        }
    }

    @Nullable
    String text(String name) {
        return values.get(name);
    }

    /**
     * The value of a parameter that takes one of a few words; the first of them where it is not given.
     *
     * @throws IllegalArgumentException if it is another; the message says what is allowed
     */
    String word(String name, List<String> words) {
        String value = values.getOrDefault(name, words.get(0));
        if (!words.contains(value)) {
            throw new IllegalArgumentException(name + " is not one of " + String.join(", ", words));
        }
        return value;
    }

    /**
     * The value of a parameter that takes a whole number.
     *
     * @throws IllegalArgumentException if it is none or out of bounds; the message says what is allowed
     */
    int number(String name, int otherwise, int min, int max) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        // No more digits than an int has, and no sign.
        if (value.length() <= 9 && !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw new IllegalArgumentException("%s is not a whole number from %d to %d".formatted(name, min, max));
    }
}
