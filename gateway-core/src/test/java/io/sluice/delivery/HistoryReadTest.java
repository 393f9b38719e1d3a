package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.delivery.hub.History;
import io.sluice.delivery.log.Publication;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.shard.Recovery;
import io.sluice.delivery.shard.Start;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryReadTest {

    private static final History.Bounds ALL = new History.Bounds(1000, 1 << 20);

    private final World world = new World(planOfTenMessages());

    private static World.Plan planOfTenMessages() {
        World.Plan plan = new World.Plan();
        plan.retention = new Retention(10, 1 << 20, Duration.ofMinutes(1));
        return plan;
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void publish(String... texts) {
        for (String text : texts) {
            world.publish(text, "a");
        }
        world.runAll();
    }

    private @Nullable History read(String topic, Start start, History.Bounds bounds) {
        List<@Nullable History> found = new ArrayList<>();
        world.hub.history(new TopicName(topic), start, bounds, found::add);
        world.runAll();
        return found.getFirst();
    }

    private History read(Start start, History.Bounds bounds) {
        History found = read("a", start, bounds);
        assertThat(found).isNotNull();
        return found;
    }

    private static List<String> texts(History history) {
        return history.items().stream()
                .map(item -> item.payload().toString(StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void aPageEndsWithItsNumberOfItems() {
        publish("1", "2", "3");
        History page = read(new Start.Oldest(), new History.Bounds(2, 1 << 20));
        assertThat(texts(page)).containsExactly("1", "2");
        assertThat(page.more()).isTrue();
        assertThat(page.head().offset()).isEqualTo(3);
        History rest = read(new Start.After(page.items().getLast().position()), ALL);
        assertThat(texts(rest)).containsExactly("3");
        assertThat(rest.more()).isFalse();
        assertThat(rest.recovery()).isEqualTo(Recovery.RECOVERED);
    }

    @Test
    void aPageThatEndsAtTheHeadHasNoMore() {
        publish("1", "2");
        assertThat(read(new Start.Oldest(), new History.Bounds(2, 1 << 20)).more())
                .isFalse();
    }

    @Test
    void aPageEndsBeforeItsPayloadIsTooLarge() {
        publish("12345", "67890", "x");
        History page = read(new Start.Oldest(), new History.Bounds(1000, 10));
        assertThat(texts(page)).containsExactly("12345", "67890");
        assertThat(page.more()).isTrue();
    }

    @Test
    void aPublicationLargerThanAPageComesAlone() {
        publish("1234567890", "x");
        History page = read(new Start.Oldest(), new History.Bounds(1000, 3));
        assertThat(texts(page)).containsExactly("1234567890");
        assertThat(page.more()).isTrue();
    }

    @Test
    void whatWasReadStaysWhenTheLogForgetsIt() {
        publish("kept");
        History page = read(new Start.Oldest(), ALL);
        for (int i = 0; i < 100; i++) {
            publish("m" + i);
        }
        world.pass(Duration.ofMinutes(2));
        assertThat(texts(page)).containsExactly("kept");
        assertThat(page.items()).extracting(Publication::payload).allMatch(payload -> payload.hasArray());
    }

    @Test
    void aTimeIsThatOfThePublication() {
        publish("old");
        world.pass(Duration.ofSeconds(30));
        publish("new");
        assertThat(texts(read(new Start.Since(Duration.ofSeconds(10)), ALL))).containsExactly("new");
        List<Publication> both = read(new Start.Oldest(), ALL).items();
        assertThat(both.getLast().timeMillis() - both.getFirst().timeMillis()).isEqualTo(30_000);
    }

    @Test
    void aLostPositionBeginsWithTheOldestThatIsRetained() {
        publish("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12");
        Position head = read(new Start.Last(0), ALL).head();
        History page = read(new Start.After(new Position(head.epoch(), 1)), ALL);
        assertThat(page.recovery()).isEqualTo(Recovery.RETENTION);
        assertThat(page.firstOffset()).isEqualTo(3);
        assertThat(page.items().getFirst().position().offset()).isEqualTo(3);
    }

    @Test
    void thereIsNoHistoryOfATopicThatDoesNotExistAndReadingMakesNone() {
        assertThat(read("b", new Start.Oldest(), ALL)).isNull();
        assertThat(world.hub.topicCount()).isZero();
    }
}
