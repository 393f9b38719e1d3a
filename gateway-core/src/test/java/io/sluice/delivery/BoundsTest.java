package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import io.sluice.delivery.World.Answer;
import io.sluice.delivery.hub.HubSettings.MailboxLimits;
import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.delivery.log.LogMemoryProbe;
import io.sluice.delivery.log.Retention;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every bound of the hub, its answer, and that what it took comes back. */
class BoundsTest {

    private static World world(MailboxLimits limits) {
        World.Plan plan = new World.Plan();
        plan.mailbox = limits;
        return new World(plan);
    }

    @Test
    void theMailboxIsBoundedInCommandsWhichComeBack() {
        try (World world = world(new MailboxLimits(3, 1000, 1))) {
            for (int i = 0; i < 3; i++) {
                world.publish("m", "a");
            }
            assertThat(world.publish("m", "a").refusal()).isEqualTo(Reason.MAILBOX_FULL);
            assertThat(world.hub.mailboxCommands()).isEqualTo(3);
            world.runAll();
            assertThat(world.hub.mailboxCommands()).isZero();
            assertThat(world.publish("m", "a").outcome).isNull();
            assertThat(world.hub.metrics().refused(Reason.MAILBOX_FULL)).isEqualTo(1);
        }
    }

    @Test
    void theMailboxIsBoundedInBytesButOneLargePublishGoesAlone() {
        try (World world = world(new MailboxLimits(10, 100, 1))) {
            Answer alone = world.publish("x".repeat(500), "a");
            assertThat(world.publish("m", "a").refusal()).isEqualTo(Reason.MAILBOX_FULL);
            assertThat(world.hub.mailboxBytes()).isEqualTo(500);
            world.runAll();
            assertThat(alone.offset()).isEqualTo(1);
            assertThat(world.hub.mailboxBytes()).isZero();
        }
    }

    @Test
    void noPublisherFillsTheMailboxAlone() {
        try (World world = world(new MailboxLimits(10, 1000, 0.5))) {
            for (int i = 0; i < 5; i++) {
                assertThat(world.publishAs("loud", "m", "a").outcome).isNull();
            }
            assertThat(world.publishAs("loud", "m", "a").refusal()).isEqualTo(Reason.SHARE_FULL);
            assertThat(world.publishAs("quiet", "m", "a").outcome).isNull();
            assertThat(world.hub.mailboxCommands()).isEqualTo(6);
            world.runAll();
            assertThat(world.publishAs("loud", "m", "a").outcome).isNull();
            assertThat(world.publishAs("loud", "x".repeat(600), "a").refusal()).isEqualTo(Reason.SHARE_FULL);
        }
    }

    @Test
    void theLaneOfSubscribesIsBounded() {
        World.Plan plan = new World.Plan();
        plan.subscribeCommands = 4;
        try (World world = new World(plan)) {
            List<Boolean> taken = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                Client client = world.connect(0);
                client.loop.run(() -> taken.add(client.subscribe("a")));
            }
            assertThat(taken).containsExactly(true, true, true, true, false);
            assertThat(world.hub.metrics().refusedSubscribes()).isEqualTo(1);
        }
    }

    @Test
    void aPublishToSeveralTopicsIsAllOrNothing() {
        World.Plan plan = new World.Plan();
        plan.maxTopics = 2;
        try (World world = new World(plan)) {
            Answer three = world.publish("m", "a", "b", "c");
            world.runAll();
            assertThat(three.refusal()).isEqualTo(Reason.TOPICS);
            assertThat(world.hub.topicCount()).isZero();
            Answer two = world.publish("m", "a", "b");
            world.runAll();
            assertThat(two.positions()).extracting(p -> p.offset()).containsExactly(1L, 1L);
        }
    }

    @Test
    void aSubscribeBeyondTheTopicsThatMayExistIsRefusedAndMakesNone() {
        World.Plan plan = new World.Plan();
        plan.maxTopics = 2;
        try (World world = new World(plan)) {
            Client client = world.subscribed(0, "a", "b", "c");
            world.runAll();
            assertThat(client.refused).isTrue();
            assertThat(client.grants).isEmpty();
            assertThat(world.hub.topicCount()).isZero();
        }
    }

    @Test
    void publishesOverTheMemoryBudgetAreRefusedUntilSomethingExpires() {
        World.Plan plan = new World.Plan();
        plan.budgetBytes = 64 << 10;
        try (World world = new World(plan)) {
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(world.publish("x".repeat(1000), "t" + i));
                world.runAll();
            }
            assertThat(answers.getLast().refusal()).isEqualTo(Reason.MEMORY);
            assertThat(world.memory.retainedBytes()).isBetween(48L << 10, 65L << 10);
            assertThat(world.hub.topicCount()).isLessThan(100);
            world.pass(Duration.ofMinutes(2));
            Answer after = world.publish("x".repeat(1000), "t");
            world.runAll();
            assertThat(after.offset()).isEqualTo(1);
        }
    }

    @Test
    void aDrainRefusesWhatComesAndPublishesWhatWasAdmitted() {
        try (World world = new World()) {
            Client client = world.subscribed(0, "a");
            Answer before = world.publish("before", "a");
            world.hub.refusePublishes(Reason.DRAINING);
            assertThat(world.publish("after", "a").refusal()).isEqualTo(Reason.DRAINING);
            List<String> quiet = new ArrayList<>();
            world.hub.whenQuiet(() -> quiet.add("at " + before.offset()));
            world.runAll();
            assertThat(quiet).containsExactly("at 1");
            assertThat(client.takeTexts()).containsExactly("before");
        }
    }

    @Test
    void itIsNotQuietWhileAPublishWaitsForAShard() {
        World.Plan plan = new World.Plan();
        plan.retention = new Retention(2, 1000, Duration.ofMinutes(1));
        try (World world = new World(plan)) {
            world.subscribed(0, "a");
            world.publish("one", "a");
            world.publish("two", "a");
            List<String> quiet = new ArrayList<>();
            world.hub.whenQuiet(() -> quiet.add("quiet"));
            world.runHub();
            assertThat(quiet).isEmpty();
            world.runAll();
            world.pass(Duration.ofMillis(20));
            assertThat(quiet).hasSize(1);
        }
    }

    @Test
    void closingAnswersWhatWaitsAndGivesUpAllMemory() {
        World.Plan plan = new World.Plan();
        plan.retention = new Retention(2, 1000, Duration.ofMinutes(1));
        try (World world = new World(plan)) {
            world.subscribed(0, "a");
            world.publish("one", "a");
            Answer waits = world.publish("two", "a");
            world.runHub();
            world.hub.close(() -> {});
            world.runAll();
            world.pass(Duration.ofMillis(100));
            assertThat(waits.refusal()).isEqualTo(Reason.DRAINING);
            LogMemoryProbe.assertNothingHeld(world.memory);
        }
    }

    @Test
    void aHundredThousandIdleTopicsAreSmallAndLeaveNothing() {
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        int topics = 100_000;
        World.Plan plan = new World.Plan();
        plan.maxTopics = topics;
        plan.mailbox = new MailboxLimits(1 << 17, 1 << 30, 1);
        try (World world = new World(plan)) {
            publishOnceEach(world, 1000);
            long before = usedHeap();
            publishOnceEach(world, topics);
            long heap = usedHeap() - before;
            assertThat(world.hub.topicCount()).isEqualTo(topics);
            long perTopic = (heap + world.memory.retainedBytes()) / topics;
            assertThat(perTopic).as("bytes per idle topic").isBetween(256L, 1000L);
            world.pass(Duration.ofSeconds(80));
            assertThat(world.hub.topicCount()).isZero();
            LogMemoryProbe.assertNothingHeld(world.memory);
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }

    private static void publishOnceEach(World world, int topics) {
        for (int i = 0; i < topics; i++) {
            world.publishForgotten("topic-" + i);
            if (i % 1000 == 999) {
                world.runAll();
            }
        }
        world.runAll();
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
