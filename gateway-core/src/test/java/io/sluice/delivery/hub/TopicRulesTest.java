package io.sluice.delivery.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.delivery.log.Retention;
import io.sluice.delivery.shard.LagPolicy;
import io.sluice.model.TopicName;
import io.sluice.model.TopicPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TopicRulesTest {

    private static final TopicRule DEFAULT = rule(1);

    @Example
    void withoutRulesEveryTopicHasTheDefault() {
        assertThat(TopicRules.all(DEFAULT).ruleFor(new TopicName("a"))).isSameAs(DEFAULT);
    }

    @Example
    void aRuleForANameHoldsForThatNameOnly() {
        TopicRule exact = rule(2);
        assertThat(find("chat", Map.of("chat", exact))).isSameAs(exact);
        assertThat(find("chat.room", Map.of("chat", exact))).isSameAs(DEFAULT);
        assertThat(find("cha", Map.of("chat", exact))).isSameAs(DEFAULT);
    }

    @Example
    void aRuleForABeginningHoldsForAllNamesThatBeginSo() {
        TopicRule prefix = rule(2);
        assertThat(find("chat.", Map.of("chat.*", prefix))).isSameAs(prefix);
        assertThat(find("chat.room", Map.of("chat.*", prefix))).isSameAs(prefix);
        assertThat(find("chat", Map.of("chat.*", prefix))).isSameAs(DEFAULT);
    }

    @Example
    void theLongestBeginningWins() {
        TopicRule shorter = rule(2);
        TopicRule longer = rule(3);
        Map<String, TopicRule> rules = Map.of("chat.*", shorter, "chat.vip.*", longer);
        assertThat(find("chat.vip.1", rules)).isSameAs(longer);
        assertThat(find("chat.vi", rules)).isSameAs(shorter);
    }

    @Example
    void aNameWinsOverEveryBeginning() {
        TopicRule exact = rule(2);
        assertThat(find("chat", Map.of("chat*", rule(3), "chat", exact, "c*", rule(4))))
                .isSameAs(exact);
    }

    @Example
    void aStarAloneStandsInForTheDefault() {
        TopicRule all = rule(2);
        assertThat(find("anything", Map.of("*", all))).isSameAs(all);
    }

    @Example
    void laterChangesOfTheMapHaveNoEffect() {
        Map<TopicPattern, TopicRule> map = new HashMap<>(Map.of(new TopicPattern("a"), rule(2)));
        TopicRules rules = new TopicRules(DEFAULT, map);
        map.put(new TopicPattern("b"), rule(3));
        assertThat(rules.ruleFor(new TopicName("b"))).isSameAs(DEFAULT);
    }

    @Property(tries = 1000)
    void aRuleIsFoundAsByLookingAtAllOfThem(
            @ForAll("patterns") List<TopicPattern> patterns, @ForAll("names") TopicName name) {
        Map<TopicPattern, TopicRule> rules = new HashMap<>();
        for (TopicPattern pattern : patterns) {
            rules.put(pattern, rule(2 + rules.size()));
        }
        assertThat(new TopicRules(DEFAULT, rules).ruleFor(name)).isSameAs(slowly(rules, name));
    }

    private static TopicRule slowly(Map<TopicPattern, TopicRule> rules, TopicName name) {
        TopicRule exact = rules.get(new TopicPattern(name.value()));
        if (exact != null) {
            return exact;
        }
        return rules.entrySet().stream()
                .filter(entry -> entry.getKey().isPrefix()
                        && name.value().startsWith(entry.getKey().stem()))
                .max(Comparator.comparingInt(entry -> entry.getKey().stem().length()))
                .map(Map.Entry::getValue)
                .orElse(DEFAULT);
    }

    /** So few characters that names and patterns meet. */
    private static Arbitrary<String> texts(int min, int max) {
        return Arbitraries.strings().withChars("a.").ofMinLength(min).ofMaxLength(max);
    }

    @Provide
    Arbitrary<TopicName> names() {
        return texts(1, 7).map(TopicName::new);
    }

    @Provide
    Arbitrary<List<TopicPattern>> patterns() {
        return Arbitraries.oneOf(texts(1, 6), texts(0, 6).map(text -> text + "*"))
                .map(TopicPattern::new)
                .list()
                .ofMaxSize(20)
                .map(ArrayList::new);
    }

    private static TopicRule find(String topic, Map<String, TopicRule> rules) {
        Map<TopicPattern, TopicRule> byPattern = new HashMap<>();
        rules.forEach((pattern, rule) -> byPattern.put(new TopicPattern(pattern), rule));
        return new TopicRules(DEFAULT, byPattern).ruleFor(new TopicName(topic));
    }

    private static TopicRule rule(int messages) {
        return new TopicRule(new Retention(messages, 1, Duration.ofSeconds(1)), new LagPolicy.Disconnect(), false);
    }
}
