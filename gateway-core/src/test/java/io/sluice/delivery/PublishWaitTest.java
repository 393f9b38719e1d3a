package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.delivery.World.Answer;
import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.delivery.log.Retention;
import io.sluice.model.Disconnect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Publishers wait for shards that come near the end of what is retained, and for nobody else. */
class PublishWaitTest {

    private static final Duration AGE = Duration.ofMinutes(1);

    private static World world(Retention retention) {
        World.Plan plan = new World.Plan();
        plan.retention = retention;
        return new World(plan);
    }

    private static List<Answer> publish(World world, int count, String topic) {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(world.publish("m" + i, topic));
        }
        world.runHub();
        return answers;
    }

    @Test
    void publishesWaitForAShardNearRetentionAndGoOnWhenItVisits() {
        try (World world = world(new Retention(10, 1 << 20, AGE))) {
            Client client = world.subscribed(0, "a");
            List<Answer> answers = publish(world, 8, "a");
            assertThat(answers.get(4).outcome).isNotNull();
            assertThat(answers.get(5).outcome).isNull();
            assertThat(world.hub.mailboxCommands()).isEqualTo(3);
            world.runAll();
            assertThat(answers).last().satisfies(a -> assertThat(a.offset()).isEqualTo(8));
            assertThat(client.takeTexts()).hasSize(8);
            assertThat(world.hub.metrics().waited()).isEqualTo(3);
        }
    }

    @Test
    void publishesAreRefusedAfterTheWait() {
        try (World world = world(new Retention(10, 1 << 20, AGE))) {
            world.subscribed(0, "a");
            List<Answer> answers = publish(world, 6, "a");
            world.clock.nanos += Duration.ofMillis(999).toNanos();
            world.runHub();
            assertThat(answers.getLast().outcome).isNull();
            world.clock.nanos += Duration.ofMillis(11).toNanos();
            world.runHub();
            assertThat(answers.getLast().refusal()).isEqualTo(Reason.BACKLOG);
        }
    }

    @Test
    void aStalledShardLosesItsVeto() {
        try (World world = world(new Retention(10, 1 << 20, AGE))) {
            Client client = world.subscribed(0, "a");
            publish(world, 6, "a");
            world.clock.nanos += Duration.ofSeconds(11).toNanos();
            world.runHub();
            List<Answer> answers = publish(world, 20, "a");
            assertThat(answers).allSatisfy(a -> assertThat(a.positions()).hasSize(1));
            world.runAll();
            assertThat(client.goodbye).isEqualTo(Disconnect.SLOW);
        }
    }

    @Test
    void otherTopicsAreNotHeld() {
        try (World world = world(new Retention(10, 1 << 20, AGE))) {
            world.subscribed(0, "a");
            publish(world, 6, "a");
            Answer other = world.publish("other", "b");
            world.runHub();
            assertThat(other.offset()).isEqualTo(1);
        }
    }

    @Test
    void aLargePublicationWaitsUntilItPushesNothingUnreadOut() {
        try (World world = world(new Retention(100, 1000, AGE))) {
            Client client = world.subscribed(0, "a");
            Answer small = world.publish("small", "a");
            Answer large = world.publish("x".repeat(1000), "a");
            world.runHub();
            assertThat(small.outcome).isNotNull();
            assertThat(large.outcome).isNull();
            world.runAll();
            assertThat(large.offset()).isEqualTo(2);
            assertThat(client.takeTexts()).hasSize(2);
            assertThat(client.connection.isOpen()).isTrue();
        }
    }

    @Test
    void aPublishThatWaitsForOneTopicKeepsItsPlaceInItsOthers() {
        try (World world = world(new Retention(10, 1 << 20, AGE))) {
            world.subscribed(0, "a");
            publish(world, 5, "a");
            Answer both = world.publish("first", "a", "b");
            Answer after = world.publish("second", "b");
            world.runHub();
            assertThat(both.outcome).isNull();
            assertThat(after.outcome).isNull();
            world.runAll();
            assertThat(both.positions().get(1).offset()).isEqualTo(1);
            assertThat(after.offset()).isEqualTo(2);
        }
    }

    @Test
    void aTopicMadeForAPublishThatWaitedInVainIsForgotten() {
        try (World world = world(new Retention(10, 1 << 20, AGE))) {
            world.subscribed(0, "a");
            publish(world, 5, "a");
            Answer both = world.publish("never", "a", "b");
            world.runHub();
            world.clock.nanos += Duration.ofSeconds(2).toNanos();
            world.runHub();
            assertThat(both.refusal()).isEqualTo(Reason.BACKLOG);
            assertThat(world.hub.topicNames()).extracting(Object::toString).containsExactly("a");
        }
    }
}
