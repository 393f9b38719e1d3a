package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.delivery.hub.TopicRule;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.shard.LagPolicy;
import io.sluice.model.TopicName;
import io.sluice.server.config.GatewayConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConfiguredRulesTest {

    @Test
    void topicsThatNoEntryMatchesHaveTheRuleOfTheKeysThatHoldForAll() {
        assertThat(find("a", "retention.messages=3", "lag.policy=latest", "lag.max-keys=9", "topics=[{match: b}]"))
                .isEqualTo(new TopicRule(
                        new Retention(3, 4 << 20, Duration.ofMinutes(5)), new LagPolicy.Latest(9), false));
    }

    @Test
    void anEntryIsTheRuleOfItsTopics() {
        assertThat(
                        find(
                                "chat.1",
                                "topics=[{match: chat.*, retention: {messages: 1, bytes: 2, age: 3s}, lag: {policy: skip}, presence: true}]"))
                .isEqualTo(new TopicRule(new Retention(1, 2, Duration.ofSeconds(3)), new LagPolicy.Skip(), true));
    }

    @Test
    void aGatewayKeepsEachTopicAsItsRuleSays() {
        try (TestGateway gateway = TestGateway.start("topics=[{match: short.*, retention: {messages: 2}}]");
                PushClient publisher = gateway.publisher()) {
            for (int i = 0; i < 5; i++) {
                publisher.publish("/api/push?topic=short.a&topic=other", "m" + i);
            }
            assertThat(publisher.get("/api/topics").body())
                    .containsPattern("\"short.a\"[^}]*\"retainedMessages\":2,")
                    .containsPattern("\"other\"[^}]*\"retainedMessages\":5,");
        }
    }

    private static TopicRule find(String topic, String... settings) {
        return ConfiguredRules.of(GatewayConfig.of(settings)).ruleFor(new TopicName(topic));
    }
}
