package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.delivery.World.Answer;
import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.delivery.log.LineFormat;
import io.sluice.delivery.log.RefusingAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The process has no direct memory left although the budget of the logs is not used up. */
class RefusedMemoryTest {

    /** Larger than a first segment, so that it needs a segment of its own. */
    private static final String LARGE = "L".repeat(400);

    private static final String LARGER = "M".repeat(4000);

    private final RefusingAllocator allocator = new RefusingAllocator();
    private final World world = world();

    private World world() {
        World.Plan plan = new World.Plan();
        plan.memory = allocator.memory(64 << 20);
        return new World(plan);
    }

    @AfterEach
    void nothingIsLeft() {
        world.close();
    }

    private Answer publish(String text, String... topics) {
        Answer answer = world.publish(text, topics);
        world.runAll();
        return answer;
    }

    @Test
    void thePublishIsRefusedForMemory() {
        allocator.refuseAfter(0);
        assertThat(publish("m", "a").refusal()).isEqualTo(Reason.MEMORY);
        assertThat(world.hub.metrics().refused(Reason.MEMORY)).isEqualTo(1);
        assertThat(world.hub.topicCount()).isZero();
    }

    @Test
    void noneOfItsTopicsGetsAPublishForWhichOneGotNoMemory() {
        Client ofA = world.subscribed(0, "a");
        Client ofB = world.subscribed(0, "b");
        publish("one", "a", "b");
        allocator.refuseAfter(1);
        assertThat(publish(LARGE, "a", "b").refusal()).isEqualTo(Reason.MEMORY);
        assertThat(ofA.takeTexts()).containsExactly("one");
        assertThat(ofB.takeTexts()).containsExactly("one");
    }

    @Test
    void offsetsGoOnWithoutAGapOnceThereIsMemory() {
        Client client = world.subscribed(0, "a", "b");
        publish("one", "a");
        allocator.refuseAfter(1);
        assertThat(publish(LARGE, "a", "b").refusal()).isEqualTo(Reason.MEMORY);
        allocator.giveAgain();
        assertThat(publish("two", "a").offset()).isEqualTo(2);
        assertThat(publish(LARGER, "a").offset()).isEqualTo(3);
        assertThat(publish("three", "b").offset()).isEqualTo(1);
        assertThat(client.takeTexts()).containsExactly("one", "two", LARGER, "three");
        assertThat(client.connection.isOpen()).isTrue();
    }

    @Test
    void aSegmentThatWasReservedInVainAndIsTooSmallForTheNextIsNoObstacle() {
        Client client = world.subscribed(0, "a", "b");
        publish("one", "a");
        allocator.refuseAfter(1);
        assertThat(publish(LARGE, "a", "b").refusal()).isEqualTo(Reason.MEMORY);
        allocator.giveAgain();
        assertThat(publish(LARGER, "a").offset()).isEqualTo(2);
        assertThat(publish("two", "a").offset()).isEqualTo(3);
        assertThat(client.takeTexts()).containsExactly("one", LARGER, "two");
        Client later = world.subscribed(0, "a");
        publish("three", "a");
        assertThat(later.takeTexts()).containsExactly("three");
        assertThat(client.takeTexts()).containsExactly("three");
    }

    @Test
    void aDerivedLogThatGotNoMemoryKeepsTheOffsetsOfTheCanonicalOne() {
        Client frames = world.subscribed(0, "a");
        Client lines = world.subscribed(0, LineFormat.INSTANCE, "a");
        publish("one", "a");
        allocator.refuseAfter(1);
        assertThat(publish(LARGE, "a").refusal()).isEqualTo(Reason.MEMORY);
        allocator.giveAgain();
        assertThat(publish(LARGER, "a").offset()).isEqualTo(2);
        assertThat(publish("two", "a").offset()).isEqualTo(3);
        assertThat(frames.takeTexts()).containsExactly("one", LARGER, "two");
        assertThat(new String(lines.channel.takeBytes(), StandardCharsets.UTF_8))
                .isEqualTo("one\n" + LARGER + "\ntwo\n");
    }
}
