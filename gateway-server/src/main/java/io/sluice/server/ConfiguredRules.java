package io.sluice.server;

import io.sluice.delivery.hub.TopicRule;
import io.sluice.delivery.hub.TopicRules;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.shard.LagPolicy;
import io.sluice.model.TopicPattern;
import io.sluice.server.config.GatewayConfig;
import java.util.HashMap;
import java.util.Map;

/** The rules for topics as the hub takes them. */
final class ConfiguredRules {

    private ConfiguredRules() {}

    static TopicRules of(GatewayConfig config) {
        GatewayConfig.Lag lag = config.lag();
        Map<TopicPattern, TopicRule> byPattern = new HashMap<>();
        for (GatewayConfig.Topic topic : config.topics()) {
            byPattern.put(
                    topic.match(), rule(topic.retention(), topic.lagPolicy(), topic.lagMaxKeys(), topic.presence()));
        }
        return new TopicRules(rule(config.retention(), lag.policy(), lag.maxKeys(), false), byPattern);
    }

    private static TopicRule rule(
            GatewayConfig.Retention retention, GatewayConfig.Lag.Policy policy, int maxKeys, boolean presence) {
        LagPolicy lag = switch (policy) {
            case DISCONNECT -> new LagPolicy.Disconnect();
            case SKIP -> new LagPolicy.Skip();
            case LATEST -> new LagPolicy.Latest(maxKeys);
        };
        return new TopicRule(new Retention(retention.messages(), retention.bytes(), retention.age()), lag, presence);
    }
}
