package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.delivery.World.Answer;
import io.sluice.delivery.log.LogMemoryProbe;
import io.sluice.delivery.log.Retention;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpiryTest {

    @Test
    void memoryThatExpiredWhileAShardHeldItComesBackWithoutAFurtherPublish() {
        try (World world = new World()) {
            world.subscribed(0, "a");
            world.publish("one", "a");
            world.pass(Duration.ofMinutes(2));
            LogMemoryProbe.assertNothingHeld(world.memory);
            assertThat(world.hub.topicCount()).isEqualTo(1);
        }
    }

    @Test
    void aTopicMadeAgainHasAnotherEpoch() {
        try (World world = new World()) {
            Answer before = world.publish("one", "a");
            world.pass(Duration.ofMinutes(2));
            Answer after = world.publish("two", "a");
            world.runAll();
            assertThat(after.positions().getFirst().epoch())
                    .isNotEqualTo(before.positions().getFirst().epoch());
            assertThat(after.offset()).isEqualTo(1);
        }
    }

    @Test
    void aSubscribedTopicKeepsItsEpochAndOffsetsOverExpiry() {
        try (World world = new World()) {
            Client client = world.subscribed(0, "a");
            Answer before = world.publish("one", "a");
            world.pass(Duration.ofMinutes(2));
            Answer after = world.publish("two", "a");
            world.runAll();
            assertThat(after.positions().getFirst().epoch())
                    .isEqualTo(before.positions().getFirst().epoch());
            assertThat(after.offset()).isEqualTo(2);
            assertThat(client.takeTexts()).containsExactly("one", "two");
        }
    }

    @Test
    void aTopicIsKeptAsTheRuleForItsNameSays() {
        World.Plan plan = new World.Plan();
        plan.retain("short.*", new Retention(2, 1 << 20, Duration.ofMinutes(1)));
        try (World world = new World(plan)) {
            for (int i = 0; i < 5; i++) {
                world.publish("m" + i, "short.a", "long.a");
            }
            world.runAll();
            assertThat(retained(world, "short.a")).isEqualTo(2);
            assertThat(retained(world, "long.a")).isEqualTo(5);
        }
    }

    @Test
    void aTopicOfAShortAgeDoesNotWaitForOneOfALongAgeThatWasThereBefore() {
        try (World world = new World(shortAndLong())) {
            world.publish("one", "long");
            world.runAll();
            world.publish("two", "short");
            world.pass(Duration.ofMillis(1100));
            assertThat(world.hub.topicNames()).containsExactly(new TopicName("long"));
        }
    }

    @Test
    void ofTopicsWithTwoAgesNoMoreThanTwoTimersArePending() {
        try (World world = new World(shortAndLong())) {
            int most = 0;
            for (int i = 0; i < 200; i++) {
                world.publish("m", i % 3 == 0 ? "long" + i : "short");
                world.pass(Duration.ofMillis(100 + 50 * (i % 30)));
                most = Math.max(most, world.hubLoop.pendingTimers());
            }
            assertThat(most).isEqualTo(2);
        }
    }

    private static long retained(World world, String topic) {
        List<TopicSummary> summaries = new ArrayList<>();
        world.hub.summarize(List.of(new TopicName(topic)), summaries::addAll);
        world.runAll();
        return summaries.getFirst().retainedMessages();
    }

    private static World.Plan shortAndLong() {
        World.Plan plan = new World.Plan();
        plan.retain("short", new Retention(10, 1 << 20, Duration.ofSeconds(1)));
        return plan;
    }

    @Test
    void whatExpiredBeforeTheVisitDoesNotHoldPublishersForEver() {
        World.Plan plan = new World.Plan();
        plan.retention = new Retention(10, 1 << 20, Duration.ofSeconds(1));
        try (World world = new World(plan)) {
            Client first = world.subscribed(0, "a");
            for (int i = 0; i < 5; i++) {
                world.publish("m" + i, "a");
            }
            world.runHub();
            world.clock.nanos += Duration.ofSeconds(2).toNanos();
            // Everything expires before the shard looks; its next subscriber keeps the feed alive.
            Client second = world.connect(0);
            second.opensAtOnce = true;
            second.loop.run(() -> second.subscribe("a"));
            world.runHub();
            world.runAll();
            assertThat(first.connection.isOpen()).isFalse();
            assertThat(second.connection.isOpen()).isTrue();
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                answers.add(world.publish("n" + i, "a"));
            }
            world.runAll();
            assertThat(answers).allSatisfy(a -> assertThat(a.outcome).isNotNull());
            assertThat(second.takeTexts()).containsExactly("n0", "n1", "n2");
        }
    }
}
