package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.delivery.World.Answer;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.delivery.log.LineFormat;
import io.sluice.delivery.log.Retention;
import io.sluice.model.Disconnect;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens when all logs together come to their budget. */
class MemoryBudgetTest {

    private static final long BUDGET = 52 * 5120 + 4500;

    private final World world = world();

    private static World world() {
        World.Plan plan = new World.Plan();
        plan.budgetBytes = BUDGET;
        plan.retention = new Retention(10_000, 1 << 20, Duration.ofMinutes(1));
        return new World(plan);
    }

    @AfterEach
    void nothingIsLeft() {
        world.close();
    }

    private Answer publish(int bytes, String topic) {
        Answer answer = world.publish("x".repeat(bytes), topic);
        world.runAll();
        // What the shards let go of is freed by a timer.
        world.pass(Duration.ofMillis(20));
        assertThat(held()).as("held after a publish to " + topic).isLessThanOrEqualTo(BUDGET);
        return answer;
    }

    private long held() {
        return world.memory.retainedBytes() + world.memory.pinnedBytes() + world.memory.indexBytes();
    }

    private TopicSummary summary(String topic) {
        List<TopicSummary> found = new ArrayList<>();
        world.hub.summarize(List.of(new TopicName(topic)), found::addAll);
        world.runAll();
        return found.getFirst();
    }

    private void fill(String large, String small) {
        for (int i = 0; i < 8; i++) {
            publish(1000, small);
        }
        for (int i = 0; i < 120; i++) {
            publish(1000, large);
        }
    }

    @Test
    void atTheBudgetTheLargestOfTheOtherTopicsIsShortened() {
        fill("large", "small");
        long newestOfLarge = summary("large").head().offset();
        assertThat(summary("large").firstOffset()).isEqualTo(1);
        for (int i = 0; i < 100; i++) {
            assertThat(publish(1000, "growing").offset()).isEqualTo(i + 1);
        }
        assertThat(summary("large").firstOffset()).isBetween(2L, newestOfLarge);
        assertThat(summary("large").head().offset()).isEqualTo(newestOfLarge);
        assertThat(summary("small").firstOffset()).as("the small one is spared").isEqualTo(1);
        assertThat(world.hub.metrics().refused(Reason.MEMORY)).isZero();
    }

    @Test
    void aReaderWhosePositionIsShortenedAwayIsClosedAsSlowAndOneThatKeptUpIsNot() {
        Client keptUp = world.subscribed(0, "large");
        Client stalled = world.subscribed(0, "large");
        stalled.loop.run(() -> stalled.channel.setRoom(0));
        fill("large", "small");
        assertThat(stalled.goodbye).isNull();
        for (int i = 0; i < 100; i++) {
            publish(1000, "growing");
        }
        assertThat(stalled.goodbye).isEqualTo(Disconnect.SLOW);
        assertThat(keptUp.connection.isOpen()).isTrue();
        assertThat(keptUp.takeTexts()).hasSize(120);
    }

    /** Long enough for the hub to look at waiting publishes a few times. */
    private void passSomeLooks() {
        for (int i = 0; i < 5; i++) {
            world.pass(Duration.ofMillis(10));
        }
    }

    /** The hub works on while the shard is busy elsewhere; at the end large is retained whole and undelivered. */
    private void fillWithoutTheShard() {
        for (int i = 0; i < 230; i++) {
            world.publish("x".repeat(1000), "large");
            world.runHub();
        }
    }

    @Test
    void whatALivingShardHasYetToDeliverIsNotGivenUpForAnotherTopic() {
        Client keepsUp = world.subscribed(0, "large");
        fillWithoutTheShard();
        Answer waits = world.publish("x".repeat(60_000), "growing");
        world.runHub();
        assertThat(waits.outcome).isNull();
        passSomeLooks();
        assertThat(waits.outcome).isInstanceOf(PublishOutcome.Accepted.class);
        assertThat(keepsUp.takeTexts()).hasSize(230);
        assertThat(keepsUp.connection.isOpen()).isTrue();
    }

    @Test
    void aPublishForWhichOnlyUndeliveredHistoryCouldGoIsRefusedAfterTheWait() {
        Client keepsUp = world.subscribed(0, "large");
        fillWithoutTheShard();
        Answer refused = world.publish("x".repeat(60_000), "growing");
        for (int i = 0; i < 20; i++) {
            world.clock.nanos += Duration.ofMillis(100).toNanos();
            world.runHub();
        }
        assertThat(refused.refusal()).isEqualTo(Reason.MEMORY);
        world.runAll();
        assertThat(keepsUp.takeTexts()).hasSize(230);
    }

    @Test
    void aShardThatIsSilentForTooLongHoldsNothingBack() {
        Client overtaken = world.subscribed(0, "large");
        fillWithoutTheShard();
        world.clock.nanos += Duration.ofSeconds(11).toNanos();
        Answer waits = world.publish("x".repeat(60_000), "growing");
        world.runHub();
        assertThat(summary("large").firstOffset()).isGreaterThan(1);
        passSomeLooks();
        assertThat(waits.outcome).isInstanceOf(PublishOutcome.Accepted.class);
        assertThat(overtaken.goodbye).isEqualTo(Disconnect.SLOW);
    }

    @Test
    void whatAStalledReaderPinsCountsInTheBudgetAndNoPublishIsRefusedForIt() {
        Client stalled = world.subscribed(0, "large");
        stalled.loop.run(() -> stalled.channel.setRoom(0));
        for (int i = 0; i < 2000; i++) {
            assertThat(publish(1000, "large").outcome).isInstanceOf(PublishOutcome.Accepted.class);
        }
        assertThat(stalled.goodbye).isEqualTo(Disconnect.SLOW);
    }

    @Test
    void whereStalledReadersHoldAllMemoryThoseThatPinTheOldestAreClosedAndNobodyElse() {
        Client keptUp = world.subscribed(0, "t");
        List<Client> stalled = new ArrayList<>();
        // Each stalls at another place, and so holds on to another segment.
        for (int i = 0; i < 40; i++) {
            Client client = world.subscribed(0, "t");
            client.loop.run(() -> client.channel.setRoom(0));
            stalled.add(client);
            for (int n = 0; n < 10; n++) {
                assertThat(publish(1000, "t").outcome).isInstanceOf(PublishOutcome.Accepted.class);
            }
        }
        assertThat(keptUp.takeTexts()).hasSize(400);
        assertThat(stalled.getFirst().closed).isEqualTo(Disconnect.SLOW);
        assertThat(stalled.getLast().connection.isOpen()).isTrue();
        assertThat(world.shards.getFirst().metrics().unpinned()).isPositive();
    }

    @Test
    void aPublishWaitsUntilTheMemoryThatReadersHoldIsFree() {
        world.subscribed(0, "large");
        fill("large", "small");
        Answer answer = new Answer();
        for (int i = 0; i < 100 && world.memory.pinnedBytes() == 0; i++) {
            answer = world.publish("x".repeat(1000), "large");
            world.runHub();
        }
        assertThat(answer.outcome).as("the shard has not let go yet").isNull();
        passSomeLooks();
        assertThat(answer.outcome).isInstanceOf(PublishOutcome.Accepted.class);
    }

    @Test
    void theLogsOfDerivedFormatsCountInTheBudgetToo() {
        Client lines = world.subscribed(0, LineFormat.INSTANCE, "a");
        int accepted = 0;
        for (int i = 0; i < 200; i++) {
            if (publish(16 << 10, "a").outcome instanceof PublishOutcome.Accepted answered) {
                assertThat(answered.positions().getFirst().offset()).isEqualTo(++accepted);
            }
        }
        assertThat(accepted)
                .as("there is room again when the reader has let go")
                .isGreaterThan(100);
        assertThat(lines.channel.takeBytes()).hasSize(accepted * ((16 << 10) + 1));
        assertThat(held()).as("it is in use").isGreaterThan(BUDGET * 2 / 5);
    }

    @Test
    void aPublishNeedsRoomForEveryFormatInUse() {
        for (int i = 0; i < 7; i++) {
            world.subscribed(0, LineFormat.INSTANCE, "t" + i);
        }
        // Takes 20 KiB in each of the two formats.
        for (int i = 0; i < 6; i++) {
            assertThat(publish(16 << 10, "t" + i).offset()).isEqualTo(1);
        }
        assertThat(publish(16 << 10, "t6").refusal()).isEqualTo(Reason.MEMORY);
    }

    @Test
    void whatTheAllocatorRoundsUpToCountsInTheBudget() {
        boolean refused = false;
        for (int i = 0; i < 100; i++) {
            // Takes 5120 bytes each and some for its index; the last has to be refused though its own bytes alone would
            // have had room.
            refused |= publish(4100, "t" + i).outcome instanceof PublishOutcome.Refused;
        }
        assertThat(refused).isTrue();
        assertThat(held()).isGreaterThan(BUDGET - 5120 - 300);
    }
}
