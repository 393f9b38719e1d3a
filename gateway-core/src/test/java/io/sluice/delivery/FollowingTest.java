package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.delivery.hub.FeedCommand;
import io.sluice.delivery.hub.FeedCommand.Outcome;
import io.sluice.delivery.hub.History;
import io.sluice.delivery.hub.TopicSource;
import io.sluice.delivery.log.Publication;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.log.WebSocketFormat;
import io.sluice.delivery.shard.Recovery;
import io.sluice.delivery.shard.Start;
import io.sluice.delivery.shard.TopicStart;
import io.sluice.model.Disconnect;
import io.sluice.model.PayloadKind;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A hub whose publications got their offsets somewhere else. */
class FollowingTest {

    private static final long EPOCH = 35;
    private static final long OTHER_EPOCH = 36;
    private static final TopicName A = new TopicName("a");

    private final List<String> asked = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Integer> fed = new ArrayList<>();
    private final World world = world();

    private World world() {
        World.Plan plan = new World.Plan();
        plan.shards = 2;
        plan.retention = new Retention(20, 1 << 20, Duration.ofMinutes(1));
        plan.source = new TopicSource() {
            @Override
            public void open(TopicName topic) {
                asked.add("open " + topic.value());
            }

            @Override
            public void catchUp(TopicName topic) {
                asked.add("catch up " + topic.value());
            }

            @Override
            public void close(TopicName topic) {
                asked.add("close " + topic.value());
            }
        };
        return new World(plan);
    }

    @AfterEach
    void nothingIsLeft() {
        world.close();
    }

    // ---- the source's part

    private static List<Publication> publications(long epoch, int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(offset -> new Publication(
                        A,
                        new Position(epoch, offset),
                        1_000_000,
                        PayloadKind.TEXT,
                        null,
                        Unpooled.copiedBuffer("m" + offset, StandardCharsets.UTF_8)))
                .toList();
    }

    private FeedCommand.FeedListener releasing(List<Publication> publications) {
        return (outcome, count) -> {
            publications.stream().map(Publication::payload).forEach(ByteBuf::release);
            outcomes.add(outcome);
            fed.add(count);
        };
    }

    private void begin(long epoch, int after, int to) {
        begin(epoch, after, to, to);
    }

    private void begin(long epoch, int after, int to, int openAt) {
        List<Publication> all = publications(epoch, after + 1, to);
        assertThat(world.hub.feed(new FeedCommand.Begin(A, new Position(epoch, after), openAt, all, releasing(all))))
                .isTrue();
        world.runAll();
    }

    private void caughtUp() {
        world.hub.feed(new FeedCommand.CaughtUp(A, (outcome, count) -> {}));
        world.runAll();
    }

    private void append(long epoch, int from, int to) {
        List<Publication> all = publications(epoch, from, to);
        assertThat(world.hub.feed(new FeedCommand.Append(A, all, releasing(all))))
                .isTrue();
    }

    private void appendAndRun(long epoch, int from, int to) {
        append(epoch, from, to);
        world.runAll();
    }

    // ---- the clients' part

    private Client subscribing(int shard, Start start) {
        Client client = world.connect(shard);
        client.loop.run(() -> assertThat(client.subscribe(WebSocketFormat.INSTANCE, List.of(new TopicStart(A, start))))
                .isTrue());
        world.runAll();
        return client;
    }

    private Client reading(int shard, Start start) {
        Client client = subscribing(shard, start);
        client.loop.run(client::open);
        return client;
    }

    private static String[] texts(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(n -> "m" + n).toArray(String[]::new);
    }

    @Test
    void aTopicIsOpenedOnceForAllWhoWaitForItAndGrantedWhenItHasBegun() {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            clients.add(subscribing(i % 2, new Start.Head()));
        }
        assertThat(asked).containsExactly("open a");
        assertThat(clients).allSatisfy(client -> assertThat(client.grants).isEmpty());
        begin(EPOCH, 4, 7);
        assertThat(clients)
                .allSatisfy(client -> assertThat(client.grants)
                        .singleElement()
                        .satisfies(grant -> assertThat(grant.after()).isEqualTo(new Position(EPOCH, 7))));
        assertThat(world.hub.waitingSubscribes()).isZero();
        assertThat(asked).containsExactly("open a");
    }

    @Test
    void whileSubscribesWaitTheHubIsNotBusy() {
        subscribing(0, new Start.Head());
        assertThat(world.hubLoop.step()).isFalse();
        begin(EPOCH, 0, 0);
    }

    @Test
    void whatIsFedIsDeliveredInOrder() {
        Client client = subscribing(0, new Start.Head());
        begin(EPOCH, 0, 0);
        client.loop.run(client::open);
        appendAndRun(EPOCH, 1, 3);
        appendAndRun(EPOCH, 4, 4);
        assertThat(client.takeTexts()).containsExactly(texts(1, 4));
        assertThat(outcomes).containsOnly(Outcome.DONE);
        assertThat(fed).containsExactly(0, 3, 1);
    }

    @Test
    void aClientGoesOnAfterItsPositionInHistoryThatCameWithTheBegin() {
        Client client = subscribing(0, new Start.After(new Position(EPOCH, 6)));
        begin(EPOCH, 4, 9);
        client.loop.run(client::open);
        assertThat(client.grants.getFirst().recovery()).isEqualTo(Recovery.RECOVERED);
        assertThat(client.takeTexts()).containsExactly(texts(7, 9));
    }

    @Test
    void aClientThatComesBackBeforeWhatIsRetainedIsTold() {
        Client client = subscribing(0, new Start.After(new Position(EPOCH, 2)));
        begin(EPOCH, 4, 9);
        client.loop.run(client::open);
        assertThat(client.grants.getFirst().recovery()).isEqualTo(Recovery.RETENTION);
        assertThat(client.takeTexts()).containsExactly(texts(5, 9));
    }

    @Test
    void nobodyIsGrantedBeforeTheLogHasReachedWhereItWas() {
        Client head = subscribing(0, new Start.Head());
        Client last = subscribing(0, new Start.Last(2));
        Client back = subscribing(0, new Start.After(new Position(EPOCH, 8)));
        begin(EPOCH, 0, 5, 9);
        assertThat(head.grants).isEmpty();
        appendAndRun(EPOCH, 6, 9);
        for (Client client : List.of(head, last, back)) {
            client.loop.run(client::open);
        }
        appendAndRun(EPOCH, 10, 10);
        assertThat(head.takeTexts()).containsExactly("m10");
        assertThat(last.takeTexts()).containsExactly(texts(8, 10));
        assertThat(back.grants.getFirst().recovery()).isEqualTo(Recovery.RECOVERED);
        assertThat(back.takeTexts()).containsExactly(texts(9, 10));
    }

    @Test
    void aPositionThatHasNotComeHereYetIsWaitedFor() {
        reading(0, new Start.Head());
        begin(EPOCH, 0, 4);
        Client ahead = subscribing(1, new Start.After(new Position(EPOCH, 6)));
        assertThat(asked).containsExactly("open a", "catch up a");
        assertThat(ahead.grants).isEmpty();
        appendAndRun(EPOCH, 5, 7);
        caughtUp();
        ahead.loop.run(ahead::open);
        assertThat(ahead.grants.getFirst().recovery()).isEqualTo(Recovery.RECOVERED);
        assertThat(ahead.takeTexts()).containsExactly("m7");
    }

    @Test
    void aPositionThatDoesNotExistIsToldLostWhenAllThatThereIsHasCome() {
        reading(0, new Start.Head());
        begin(EPOCH, 0, 4);
        Client ahead = subscribing(1, new Start.After(new Position(EPOCH, 99)));
        caughtUp();
        assertThat(ahead.grants.getFirst().recovery()).isEqualTo(Recovery.AHEAD);
    }

    @Test
    void whoWaitsForATopicThatCannotBeHadIsRefusedAndTheNextIsTriedAnew() {
        Client refused = subscribing(0, new Start.Head());
        world.hub.feed(new FeedCommand.Refuse(A, (outcome, count) -> outcomes.add(outcome)));
        world.runAll();
        assertThat(refused.refused).isTrue();
        assertThat(outcomes).containsExactly(Outcome.DONE);
        world.pass(Duration.ofSeconds(11));
        assertThat(asked).containsExactly("open a", "close a");
        subscribing(0, new Start.Head());
        assertThat(asked).containsExactly("open a", "close a", "open a");
        begin(EPOCH, 0, 0);
    }

    @Test
    void publicationsThatDoNotFollowAreNotTaken() {
        Client client = subscribing(0, new Start.Head());
        begin(EPOCH, 0, 2);
        client.loop.run(client::open);
        appendAndRun(EPOCH, 4, 5);
        appendAndRun(EPOCH, 2, 3);
        appendAndRun(OTHER_EPOCH, 3, 3);
        assertThat(outcomes).containsExactly(Outcome.DONE, Outcome.MISMATCH, Outcome.MISMATCH, Outcome.MISMATCH);
        assertThat(client.takeTexts()).isEmpty();
        appendAndRun(EPOCH, 3, 3);
        assertThat(client.takeTexts()).containsExactly("m3");
    }

    @Test
    void nothingIsAppendedBeforeTheBegin() {
        subscribing(0, new Start.Head());
        appendAndRun(EPOCH, 1, 1);
        assertThat(outcomes).containsExactly(Outcome.MISMATCH);
        begin(EPOCH, 0, 0);
    }

    @Test
    void whatIsFedToATopicThatNobodyWantsIsDropped() {
        appendAndRun(EPOCH, 1, 1);
        assertThat(outcomes).containsExactly(Outcome.CLOSED);
        assertThat(world.hub.topicCount()).isZero();
    }

    @Test
    void aTopicThatBeginsAnewEndsItsReadersAndServesThoseWhoComeAfterwards() {
        Client before = subscribing(0, new Start.Head());
        begin(EPOCH, 0, 0);
        before.loop.run(before::open);
        Client opening = subscribing(1, new Start.Head());
        appendAndRun(EPOCH, 1, 3);
        begin(OTHER_EPOCH, 0, 2);
        assertThat(before.takeTexts()).containsExactly(texts(1, 3));
        assertThat(before.goodbye).isEqualTo(Disconnect.POSITION_LOST);
        assertThat(opening.closed).isEqualTo(Disconnect.POSITION_LOST);
        Client after = reading(0, new Start.After(new Position(EPOCH, 3)));
        assertThat(after.grants.getFirst().recovery()).isEqualTo(Recovery.EPOCH);
        appendAndRun(OTHER_EPOCH, 3, 3);
        assertThat(after.takeTexts()).containsExactly(texts(1, 3));
    }

    @Test
    void whereAShardIsFarBehindTheRestComesAgainLater() {
        Client client = subscribing(0, new Start.Head());
        begin(EPOCH, 0, 0);
        client.loop.run(client::open);
        append(EPOCH, 1, 15);
        world.runHub();
        assertThat(outcomes).last().isEqualTo(Outcome.BLOCKED);
        assertThat(fed).last().isEqualTo(10);
        world.runAll();
        appendAndRun(EPOCH, 11, 15);
        assertThat(client.takeTexts()).containsExactly(texts(1, 15));
    }

    @Test
    void aTopicThatNobodyWantsAnyMoreIsFedForAWhileAndThenClosed() {
        Client client = subscribing(0, new Start.Head());
        begin(EPOCH, 0, 0);
        client.loop.run(client::open);
        world.disconnect(client);
        world.pass(Duration.ofSeconds(9));
        assertThat(asked).containsExactly("open a");
        appendAndRun(EPOCH, 1, 1);
        Client back = reading(1, new Start.After(new Position(EPOCH, 0)));
        assertThat(back.takeTexts()).containsExactly("m1");
        world.pass(Duration.ofSeconds(11));
        assertThat(asked).containsExactly("open a");
        world.disconnect(back);
        world.pass(Duration.ofSeconds(11));
        assertThat(asked).containsExactly("open a", "close a");
        assertThat(world.hub.topicCount()).isZero();
    }

    @Test
    void historyIsReadFromATopicThatNobodySubscribes() {
        List<@Nullable History> found = new ArrayList<>();
        world.hub.history(A, new Start.Oldest(), new History.Bounds(10, 1000), found::add);
        world.runAll();
        assertThat(found).isEmpty();
        begin(EPOCH, 4, 6);
        assertThat(found)
                .singleElement()
                .satisfies(history -> assertThat(history.items()).hasSize(2));
        world.pass(Duration.ofSeconds(11));
        assertThat(asked).containsExactly("open a", "close a");
    }
}
