package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.delivery.log.LineFormat;
import io.sluice.delivery.log.RefusingAllocator;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.log.WireFormat;
import io.sluice.delivery.shard.Start;
import io.sluice.delivery.shard.TopicStart;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The past of a format that nobody read until now: what extending it may cost, and what must not depend on it. */
class FillTest {

    private static final TellingFormat TELLING = new TellingFormat(false);

    private static Client asking(World world, WireFormat format, String topic, Start start) {
        Client client = world.connect(0, TELLING);
        client.opensAtOnce = true;
        client.loop.run(() -> client.subscribe(format, List.of(new TopicStart(new TopicName(topic), start))));
        return client;
    }

    private static TopicSummary summary(World world, String topic) {
        List<TopicSummary> found = new ArrayList<>();
        world.hub.summarize(List.of(new TopicName(topic)), found::addAll);
        world.runAll();
        return found.getFirst();
    }

    /** The last reader of a format leaves while a subscribe in another format is filled: nobody drops the log ever. */
    @Test
    void theLogOfAFormatGoesWithItsLastReaderThoughAnotherFormatIsBeingFilled() {
        try (World world = new World()) {
            for (int i = 0; i < 1000; i++) {
                world.publish("m".repeat(100), "a");
                world.runAll();
            }
            long canonicalOnly = summary(world, "a").retainedBytes();
            Client lines = asking(world, LineFormat.INSTANCE, "a", new Start.Last(1000));
            world.runAll();
            assertThat(lines.grants).hasSize(1);
            Client telling = asking(world, TELLING, "a", new Start.Last(1000));
            world.hubLoop.step();
            assertThat(telling.grants).as("its fill takes several steps").isEmpty();
            assertThat(world.hub.waitingSubscribes()).isEqualTo(1);
            world.disconnect(lines);
            world.hubLoop.step();
            world.runAll();
            assertThat(telling.grants).hasSize(1);
            world.disconnect(telling);
            world.runAll();
            assertThat(summary(world, "a").retainedBytes())
                    .as("what is held once nobody reads any derived format")
                    .isEqualTo(canonicalOnly);
        }
    }

    /** A fill for which the process has no memory ends with an answer, and gives its place in the lane back. */
    @Test
    void aSubscribeWhoseFillFindsNoDirectMemoryIsAnswered() {
        Random random = new Random(1);
        RefusingAllocator allocator = new RefusingAllocator();
        World.Plan plan = new World.Plan();
        plan.memory = allocator.memory(64 << 20);
        World world = new World(plan);
        for (int i = 0; i < 100; i++) {
            world.publish("m".repeat(100), "a");
            world.runAll();
        }
        allocator.refuseAfter(0);
        try {
            asking(world, TELLING, "a", new Start.Last(100));
            world.runSome(random, 1000);
        } catch (OutOfMemoryError e) {
            // Production logs it and goes on: NettyLoop.guarded.
        }
        allocator.giveAgain();
        world.runSome(random, 1000);
        Client client = world.clients.getLast();
        assertThat(world.hubLoop.step()).as("the hub still wakes itself").isFalse();
        assertThat(world.hub.waitingSubscribes()).as("places in the lane").isZero();
        assertThat(client.grants.size() + (client.refused ? 1 : 0))
                .as("answers")
                .isEqualTo(1);
        world.close();
    }

    /** A first segment that was reserved in vain is empty and stands before the record; its time is 1970. */
    @Test
    void aPublicationBehindASegmentReservedInVainIsRetainedForItsAge() {
        RefusingAllocator allocator = new RefusingAllocator();
        World.Plan plan = new World.Plan();
        plan.memory = allocator.memory(64 << 20);
        plan.retention = new Retention(1000, 1 << 20, Duration.ofMinutes(1));
        try (World world = new World(plan)) {
            world.subscribed(0, "a", "b");
            allocator.refuseAfter(1);
            World.Answer refused = world.publish("small", "a", "b");
            world.runAll();
            assertThat(refused.refusal()).isEqualTo(Reason.MEMORY);
            allocator.giveAgain();
            World.Answer accepted = world.publish("L".repeat(400), "a");
            world.runAll();
            assertThat(accepted.offset()).isEqualTo(1);
            world.pass(Duration.ofSeconds(1));
            assertThat(summary(world, "a").retainedMessages())
                    .as("retained a second after it was published, with an age of a minute")
                    .isEqualTo(1);
        }
    }

    /** Whoever may only read must not be able to push out what others may still want to read. */
    @Test
    void aFillDoesNotShortenTheHistoryOfTopics() {
        World.Plan plan = new World.Plan();
        plan.budgetBytes = 3 << 20;
        plan.retention = new Retention(100_000, 4 << 20, Duration.ofMinutes(1));
        try (World world = new World(plan)) {
            for (String topic : List.of("a", "b")) {
                for (int i = 0; i < 1200; i++) {
                    world.publish("m".repeat(1000), topic);
                    world.runAll();
                }
            }
            long before =
                    summary(world, "a").retainedMessages() + summary(world, "b").retainedMessages();
            assertThat(before).isEqualTo(2400);
            asking(world, LineFormat.INSTANCE, "a", new Start.Last(1_000_000));
            world.runAll();
            assertThat(summary(world, "a").retainedMessages()
                            + summary(world, "b").retainedMessages())
                    .as("history after one subscribe with last=1000000, nothing was published")
                    .isEqualTo(before);
        }
    }
}
