package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.delivery.log.Retention;
import io.sluice.model.Disconnect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The budget of all logs where there are very many of them, or very many who hold on to them. */
class ManyTopicsTest {

    private static final int TOPICS = 100_000;
    private static final int MESSAGES_EACH = 40;
    private static final long BUDGET = 96L << 20;

    /** The pool reserves whole chunks, and no two sizes share a page. */
    private static final double FRAGMENTATION = 1.25;

    private static World.Plan plan(long budgetBytes) {
        World.Plan plan = new World.Plan();
        plan.maxTopics = TOPICS + 10;
        plan.budgetBytes = budgetBytes;
        plan.retention = new Retention(MESSAGES_EACH, 64 << 10, Duration.ofMinutes(10));
        return plan;
    }

    @Test
    void aHundredThousandTopicsFilledToRetentionStayWithinTheBudgetAndNoPublishIsRefused() {
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        try (World world = new World(plan(BUDGET))) {
            long most = 0;
            for (int message = 0; message < MESSAGES_EACH; message++) {
                for (int topic = 0; topic < TOPICS; topic++) {
                    world.publishForgotten("t" + topic);
                    if (topic % 200 == 0) {
                        world.runAll();
                        most = Math.max(most, held(world));
                    }
                }
                world.runAll();
                world.clock.nanos += 1_000_000;
            }
            assertThat(world.hub.topicCount()).isEqualTo(TOPICS);
            assertThat(world.hub.metrics().published()).isEqualTo((long) TOPICS * MESSAGES_EACH);
            assertThat(world.hub.metrics().refused(Reason.MEMORY)).isZero();
            assertThat(most).as("it is in use").isBetween(BUDGET / 2, BUDGET);
            assertThat(world.memory.reservedBytes())
                    .as("what the allocator has of the system")
                    .isLessThanOrEqualTo((long) (BUDGET * FRAGMENTATION));
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }

    @Test
    void aMillionTopicsPublishedToOnceHoldNoMoreThanRetentionCovers() {
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        World.Plan plan = plan(256 << 20);
        plan.retention = new Retention(10, 64 << 10, Duration.ofSeconds(60));
        try (World world = new World(plan)) {
            int mostTopics = 0;
            long most = 0;
            // A thousand a second: some more than 60,000 of them are younger than a minute.
            for (int topic = 0; topic < 1_000_000; topic++) {
                world.publishForgotten("t" + topic);
                if (topic % 500 == 499) {
                    world.clock.nanos += Duration.ofMillis(500).toNanos();
                    world.runAll();
                    mostTopics = Math.max(mostTopics, world.hub.topicCount());
                    most = Math.max(most, held(world));
                }
            }
            assertThat(mostTopics).isBetween(60_000, 62_000);
            assertThat(most / mostTopics)
                    .as("bytes per topic, without its name")
                    .isBetween(256L, 600L);
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }

    @Test
    void aThousandStalledReadersOfAFastTopicStayWithinTheBudgetAndWhoKeepsUpMissesNothing() {
        World.Plan plan = plan(8 << 20);
        plan.retention = new Retention(100_000, 4 << 20, Duration.ofMinutes(10));
        try (World world = new World(plan)) {
            Client keepsUp = world.subscribed(0, "t");
            List<Client> stalled = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                Client client = world.subscribed(0, "t");
                client.loop.run(() -> client.channel.setRoom(0));
                stalled.add(client);
                for (int n = 0; n < 8; n++) {
                    world.publish("x".repeat(4000), "t");
                }
                world.pass(Duration.ofMillis(20));
                assertThat(held(world)).isLessThanOrEqualTo(world.memory.budgetBytes());
            }
            assertThat(keepsUp.takeTexts()).hasSize(8000);
            assertThat(world.hub.metrics().refused(Reason.MEMORY)).isZero();
            assertThat(stalled.stream().filter(client -> client.closed == Disconnect.SLOW || client.goodbye != null))
                    .as("stalled ones that had to go")
                    .hasSizeBetween(500, 999);
        }
    }

    private static long held(World world) {
        return world.memory.retainedBytes() + world.memory.pinnedBytes() + world.memory.indexBytes();
    }
}
