package io.sluice.server.fleet;

import static io.sluice.server.fleet.FleetNames.bytes;

import io.sluice.delivery.hub.TopicRules;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;

/** What the scripts that change rosters need to know of a topic, and of the topic that tells of it. Fleet's loop only. */
final class PresenceTopics {

    private static final long HEAD_OVER_LOG_MILLIS = 60_000;

    private final SecureRandom random = new SecureRandom();
    private final FleetNames names;
    private final TopicKeys topics;
    private final TopicRules rules;
    private final Duration headLife;
    private final InstantSource clock;
    private final String process;
    private long made;

    PresenceTopics(
            FleetNames names,
            TopicKeys topics,
            TopicRules rules,
            Duration headLife,
            InstantSource clock,
            String process) {
        this.names = names;
        this.topics = topics;
        this.rules = rules;
        this.headLife = headLife;
        this.clock = clock;
        this.process = process;
    }

    byte[][] keys(TopicName topic) {
        TopicName events = eventsOf(topic);
        return new byte[][] {names.roster(topic), topics.log(events), topics.head(events)};
    }

    /** The values that all of these scripts begin with, and those of one. */
    byte[][] values(TopicName topic, String... own) {
        TopicName events = eventsOf(topic);
        var retention = rules.ruleFor(events).retention();
        // A head outlives its log, or the log would be lost with it.
        long headMillis = Math.max(headLife.toMillis(), retention.age().toMillis() + HEAD_OVER_LOG_MILLIS);
        byte[][] common = {
            topics.channel(events),
            bytes(new Position(random.nextLong() >>> 1, 0).epochText()),
            bytes(retention.messages()),
            bytes(retention.bytes()),
            bytes(retention.age().toMillis()),
            bytes(headMillis),
            bytes(process + "-p" + Long.toString(++made, 36)),
            bytes(clock.instant().toString())
        };
        byte[][] all = Arrays.copyOf(common, common.length + own.length);
        for (int i = 0; i < own.length; i++) {
            all[common.length + i] = bytes(own[i]);
        }
        return all;
    }

    private static TopicName eventsOf(TopicName topic) {
        TopicName events = topic.presence();
        if (events == null) {
            throw new IllegalStateException("no events can be told of " + topic);
        }
        return events;
    }
}
