package io.sluice.delivery.hub;

import io.sluice.model.TopicName;
import io.sluice.model.TopicPattern;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which rule a topic lives under: the one for exactly its name, else the one for the longest beginning of it, else the
 * default. Immutable; finding a rule takes a step per character of the name, however many rules there are.
 */
public final class TopicRules {

    /** What is known of the names that begin alike; the root's beginning is empty. */
    private static final class Node {
        final Map<Character, Node> next = new HashMap<>(2);

        @Nullable
        TopicRule rule;
    }

    private final Map<String, TopicRule> byName = new HashMap<>();
    private final Node root = new Node();
    private final TopicRule defaultRule;

    /** Takes the rules as they are now; changes to the map have no effect later. */
    public TopicRules(TopicRule defaultRule, Map<TopicPattern, TopicRule> byPattern) {
        this.defaultRule = defaultRule;
        byPattern.forEach((pattern, rule) -> {
            if (pattern.isPrefix()) {
                nodeOf(pattern.stem()).rule = rule;
            } else {
                byName.put(pattern.stem(), rule);
            }
        });
    }

    /** One rule for all topics. */
    public static TopicRules all(TopicRule rule) {
        return new TopicRules(rule, Map.of());
    }

    private Node nodeOf(String beginning) {
        Node node = root;
        for (int i = 0; i < beginning.length(); i++) {
            node = node.next.computeIfAbsent(beginning.charAt(i), c -> new Node());
        }
        return node;
    }

    /** The rule that a topic of this name lives under. */
    public TopicRule ruleFor(TopicName topic) {
        TopicRule exact = byName.get(topic.value());
        return exact != null ? exact : ruleOfLongestBeginning(topic.value());
    }

    private TopicRule ruleOfLongestBeginning(String name) {
        TopicRule longest = root.rule == null ? defaultRule : root.rule;
        Node node = root.next.get(name.charAt(0));
        for (int i = 1; node != null; i++) {
            longest = node.rule == null ? longest : node.rule;
            node = i < name.length() ? node.next.get(name.charAt(i)) : null;
        }
        return longest;
    }
}
