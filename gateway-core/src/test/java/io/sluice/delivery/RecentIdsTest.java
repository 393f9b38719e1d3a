package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.delivery.World.Answer;
import io.sluice.delivery.hub.HubSettings.Idempotency;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.delivery.log.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A publish with an id is published once, however often it is sent. */
class RecentIdsTest {

    private static World worldOf(Idempotency idempotency) {
        World.Plan plan = new World.Plan();
        plan.idempotency = idempotency;
        return new World(plan);
    }

    private static World worldOfTenMessages() {
        World.Plan plan = new World.Plan();
        plan.retention = new Retention(10, 1 << 20, Duration.ofMinutes(1));
        return new World(plan);
    }

    private static Answer sendNow(World world, String id, String... topics) {
        Answer answer = world.publishWithId(id, "text", topics);
        world.runAll();
        return answer;
    }

    @Test
    void theSameIdIsAnsweredAsTheFirstTimeAndNotPublishedAgain() {
        try (World world = new World()) {
            Client client = world.subscribed(0, "a", "b");
            Answer first = world.publishWithId("id", "first", "a", "b");
            Answer again = world.publishWithId("id", "again", "a", "b");
            world.runAll();
            Answer late = sendNow(world, "id", "a", "b");
            assertThat(first.replayed()).isFalse();
            assertThat(List.of(again, late)).allSatisfy(answer -> {
                assertThat(answer.replayed()).isTrue();
                assertThat(answer.positions()).isEqualTo(first.positions());
            });
            assertThat(client.takeTexts()).containsExactly("first", "first");
            assertThat(world.hub.metrics().published()).isEqualTo(1);
            assertThat(world.hub.metrics().replayed()).isEqualTo(2);
        }
    }

    @Test
    void withoutAnIdNothingIsRemembered() {
        try (World world = new World()) {
            world.publish("text", "a");
            Answer again = world.publish("text", "a");
            world.runAll();
            assertThat(again.offset()).isEqualTo(2);
            assertThat(world.hub.metrics().ids()).isZero();
        }
    }

    @Test
    void anotherPublisherOrOtherTopicsMakeItAnotherId() {
        try (World world = new World()) {
            List<Answer> answers = List.of(
                    world.publishWithIdAs(null, "id", "text", "a"),
                    world.publishWithIdAs("p", "id", "text", "a"),
                    world.publishWithIdAs("q", "id", "text", "a"),
                    world.publishWithIdAs("q", "id", "text", "a", "b"),
                    world.publishWithIdAs("q", "id", "text", "b", "a"),
                    world.publishWithIdAs("q", "other", "text", "a"));
            world.runAll();
            assertThat(answers).noneMatch(Answer::replayed);
            assertThat(world.hub.metrics().ids()).isEqualTo(6);
        }
    }

    @Test
    void anIdIsForgottenAfterTheWindow() {
        try (World world = worldOf(new Idempotency(Duration.ofSeconds(2), 10))) {
            sendNow(world, "id", "a");
            world.pass(Duration.ofMillis(1999));
            assertThat(sendNow(world, "id", "a").replayed())
                    .as("just before its end")
                    .isTrue();
            world.pass(Duration.ofMillis(1));
            Answer after = sendNow(world, "id", "a");
            assertThat(after.replayed()).isFalse();
            assertThat(after.offset()).isEqualTo(2);
            assertThat(sendNow(world, "id", "a").replayed())
                    .as("it is remembered anew")
                    .isTrue();
        }
    }

    @Test
    void whatIsTooOldGoesWithTheNextPublish() {
        try (World world = worldOf(new Idempotency(Duration.ofSeconds(2), 10))) {
            sendNow(world, "1", "a");
            sendNow(world, "2", "a");
            world.pass(Duration.ofSeconds(1));
            sendNow(world, "3", "a");
            world.pass(Duration.ofSeconds(1));
            assertThat(world.hub.metrics().ids()).isEqualTo(3);
            world.publish("without id", "b");
            world.runAll();
            assertThat(world.hub.metrics().ids()).isEqualTo(1);
        }
    }

    @Test
    void beyondTheMostIdsTheOldestIsForgotten() {
        try (World world = worldOf(new Idempotency(Duration.ofMinutes(2), 3))) {
            for (String id : List.of("1", "2", "3", "4")) {
                sendNow(world, id, "a");
            }
            assertThat(world.hub.metrics().ids()).isEqualTo(3);
            assertThat(sendNow(world, "2", "a").replayed()).isTrue();
            assertThat(sendNow(world, "1", "a").replayed()).isFalse();
            assertThat(sendNow(world, "2", "a").replayed())
                    .as("it made place for 1")
                    .isFalse();
        }
    }

    @Test
    void anIdForSeveralTopicsCountsOnceForEach() {
        try (World world = worldOf(new Idempotency(Duration.ofMinutes(2), 3))) {
            sendNow(world, "1", "a");
            sendNow(world, "2", "a", "b");
            assertThat(world.hub.metrics().ids()).isEqualTo(2);
            sendNow(world, "3", "a", "b", "c");
            assertThat(world.hub.metrics().ids()).isEqualTo(1);
            assertThat(sendNow(world, "3", "a", "b", "c").replayed()).isTrue();
            sendNow(world, "too many topics to be remembered", "a", "b", "c", "d");
            assertThat(world.hub.metrics().ids()).isZero();
        }
    }

    @Test
    void aSecondOneIsNotPublishedWhileTheFirstWaitsForAShard() {
        try (World world = worldOfTenMessages()) {
            Client client = world.subscribed(0, "a");
            for (int i = 0; i < 5; i++) {
                world.publish("m" + i, "a");
            }
            Answer first = world.publishWithId("id", "once", "a", "b");
            Answer second = world.publishWithId("id", "twice", "a", "b");
            world.runHub();
            assertThat(first.outcome).isNull();
            assertThat(second.outcome).isNull();
            world.runAll();
            assertThat(first.replayed()).isFalse();
            assertThat(second.replayed()).isTrue();
            assertThat(second.positions()).isEqualTo(first.positions());
            assertThat(client.takeTexts()).hasSize(6).endsWith("once");
        }
    }

    @Test
    void aRefusedOneMayBeTriedAgain() {
        try (World world = worldOfTenMessages()) {
            world.subscribed(0, "a");
            for (int i = 0; i < 5; i++) {
                world.publish("m" + i, "a");
            }
            Answer refused = world.publishWithId("id", "text", "a");
            world.runHub();
            world.clock.nanos += Duration.ofMillis(500).toNanos();
            Answer later = world.publishWithId("id", "text", "a");
            world.runHub();
            world.clock.nanos += Duration.ofMillis(510).toNanos();
            world.runHub();
            assertThat(refused.refusal()).isEqualTo(Reason.BACKLOG);
            assertThat(later.outcome).as("it has a wait of its own").isNull();
            world.runAll();
            assertThat(later.replayed()).isFalse();
            assertThat(later.offset()).isEqualTo(6);
        }
    }

    @Test
    void aReplayNeedsNeitherTheTopicNorRoom() {
        World.Plan plan = new World.Plan();
        plan.retention = new Retention(10, 1 << 20, Duration.ofSeconds(1));
        plan.maxTopics = 1;
        try (World world = new World(plan)) {
            Answer first = sendNow(world, "id", "a");
            world.pass(Duration.ofSeconds(2));
            sendNow(world, "other", "b");
            Answer again = sendNow(world, "id", "a");
            assertThat(again.positions()).isEqualTo(first.positions());
            assertThat(world.hub.topicNames()).extracting(Object::toString).containsExactly("b");
        }
    }

    /** Readers that now and then stand still make publishes wait, be refused, and be tried again while others still wait. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whateverTheOrderOfEventsAnIdIsPublishedOnce(long seed) {
        Random random = new Random(seed);
        try (World world = worldOfTenMessages()) {
            Client client = world.subscribed(0, "a");
            Map<String, List<Answer>> answers = new HashMap<>();
            for (int i = 0; i < 600; i++) {
                String id = "id" + (i / 3 + random.nextInt(10));
                answers.computeIfAbsent(id, any -> new ArrayList<>()).add(world.publishWithId(id, id, "a"));
                switch (random.nextInt(12)) {
                    case 0 -> world.runAll();
                    case 1 -> world.runSome(random, 3);
                    case 2, 3, 4 -> {
                        world.clock.nanos += Duration.ofMillis(600).toNanos();
                        world.runHub();
                    }
                    default -> world.hubLoop.step();
                }
            }
            world.runAll();
            assertThat(client.takeTexts()).doesNotHaveDuplicates();
            for (List<Answer> ofOneId : answers.values()) {
                List<Answer> accepted = ofOneId.stream()
                        .filter(answer -> answer.outcome instanceof PublishOutcome.Accepted)
                        .toList();
                assertThat(accepted.stream().filter(answer -> !answer.replayed()))
                        .hasSizeLessThanOrEqualTo(1);
                assertThat(accepted.stream().map(Answer::offset).distinct()).hasSizeLessThanOrEqualTo(1);
            }
            assertThat(world.hub.metrics().waited()).isPositive();
            assertThat(world.hub.metrics().refused(Reason.BACKLOG)).isPositive();
            assertThat(world.hub.metrics().replayed()).isPositive();
        }
    }
}
