package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.sluice.delivery.hub.TopicRule;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.log.WebSocketFormat;
import io.sluice.delivery.shard.Gap;
import io.sluice.delivery.shard.LagPolicy;
import io.sluice.delivery.shard.ShardReads;
import io.sluice.delivery.shard.ShardReads.Accounts;
import io.sluice.delivery.shard.ShardSettings;
import io.sluice.delivery.shard.Start;
import io.sluice.delivery.shard.Surface;
import io.sluice.delivery.shard.TopicStart;
import io.sluice.model.ConnectionAccount;
import io.sluice.model.Disconnect;
import io.sluice.model.Position;
import io.sluice.model.ToldGap;
import io.sluice.model.TopicAccount;
import io.sluice.model.TopicName;
import io.sluice.model.TopicPattern;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a shard knows of its connections: what was written, what was confirmed, what was told, and what is left after the end. */
class AccountsTest {

    private static final TopicName A = new TopicName("a");
    private static final int MOST_CLOSED = 3;
    private static final int MOST_TOPICS = 16;

    private static final Surface TELLS_GAPS = new Surface() {
        @Override
        public boolean tellsGaps() {
            return true;
        }

        @Override
        public ByteBuf gap(TopicName topic, Gap gap) {
            return Unpooled.EMPTY_BUFFER;
        }
    };

    private final World world = new World(plan());
    private final ShardReads reads = new ShardReads(world.shards.getFirst());

    private static World.Plan plan() {
        World.Plan plan = new World.Plan();
        plan.marks = new WriteBufferWaterMark(1, 2);
        plan.shardSettings = new ShardSettings(Duration.ofMillis(2), 16 << 10, MOST_CLOSED);
        plan.rules.put(
                new TopicPattern("short"),
                new TopicRule(new Retention(2, 1 << 20, Duration.ofMinutes(1)), new LagPolicy.Skip(), false));
        return plan;
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void publish(int count, String topic) {
        for (int i = 0; i < count; i++) {
            world.publish("12345", topic);
            world.runAll();
        }
    }

    private Accounts accounts(@Nullable TopicName topic, int limit) {
        List<Accounts> found = new ArrayList<>();
        reads.accounts(info -> true, topic, limit, found::add);
        world.runAll();
        return found.getFirst();
    }

    private TopicAccount onlyTopic() {
        return accounts(null, 10).connections().getFirst().topics().getFirst();
    }

    private static int ping(Client client) {
        int[] number = new int[1];
        client.loop.run(() -> number[0] = client.subscriber.notePing());
        return number[0];
    }

    private static void pong(Client client, int number) {
        client.loop.run(() -> client.subscriber.notePong(number));
    }

    private void end(Client client, Disconnect cause, Instant at) {
        client.loop.run(() -> {
            client.connection.abort(cause);
            client.channel.close();
            client.shard.remember(client.subscriber, cause, at);
        });
    }

    // ---- written and confirmed

    @Test
    void aPongConfirmsWhatWasWrittenBeforeItsPing() {
        Client client = world.subscribed(0, "a");
        publish(3, "a");
        int ping = ping(client);
        publish(2, "a");
        assertThat(onlyTopic().confirmedOffset()).isZero();
        pong(client, ping);
        assertThat(onlyTopic().writtenOffset()).isEqualTo(5);
        assertThat(onlyTopic().confirmedOffset()).isEqualTo(3);
    }

    @Test
    void aPongToALaterPingConfirmsWhatStoodBeforeTheOldestThatWaits() {
        Client client = world.subscribed(0, "a");
        publish(1, "a");
        ping(client);
        publish(1, "a");
        pong(client, ping(client));
        assertThat(onlyTopic().confirmedOffset()).isEqualTo(1);
    }

    @Test
    void aPongThatAnswersNoWaitingPingConfirmsNothing() {
        Client client = world.subscribed(0, "a");
        int first = ping(client);
        int second = ping(client);
        pong(client, second);
        publish(2, "a");
        int third = ping(client);
        // The late one of the first, one that was never sent, and what anybody may send.
        pong(client, first);
        pong(client, third + 1);
        pong(client, 0);
        pong(client, -7);
        assertThat(onlyTopic().confirmedOffset()).isZero();
        pong(client, third);
        assertThat(onlyTopic().confirmedOffset()).isEqualTo(2);
    }

    @Test
    void whatTheSocketDoesNotTakeIsNotWritten() {
        Client client = world.subscribed(0, "a");
        client.channel.setRoom(0);
        publish(4, "a");
        TopicAccount topic = onlyTopic();
        assertThat(topic.writtenOffset()).isEqualTo(1);
        assertThat(topic.behindMessages()).isEqualTo(3);
    }

    @Test
    void aTopicTellsWhereItBeganAndWhetherThatWasKept() {
        publish(3, "a");
        List<Position> after = new ArrayList<>();
        Client first = world.subscribed(0, "a");
        after.add(first.grants.getFirst().after());
        Client second = world.connect(0);
        Position two = new Position(after.getFirst().epoch(), 2);
        second.loop.run(
                () -> second.subscribe(WebSocketFormat.INSTANCE, List.of(new TopicStart(A, new Start.After(two)))));
        Client third = world.connect(0);
        third.loop.run(() -> third.subscribe(
                WebSocketFormat.INSTANCE, List.of(new TopicStart(A, new Start.After(new Position(1, 2))))));
        world.runAll();
        List<TopicAccount> topics = accounts(null, 10).connections().stream()
                .map(account -> account.topics().getFirst())
                .toList();
        assertThat(topics).extracting(TopicAccount::recovered).containsExactly(false, true, null);
        assertThat(topics).extracting(TopicAccount::reason).containsExactly("epoch", null, null);
        assertThat(topics).extracting(topic -> topic.start().offset()).containsExactly(0L, 2L, 3L);
    }

    @Test
    void gapsThatWereToldAreKnownAndOldOnesBecomeOne() {
        Client client = world.connect(0, TELLS_GAPS);
        client.loop.run(() -> client.subscribe("short"));
        world.runAll();
        client.loop.run(client::open);
        for (int i = 0; i < 6; i++) {
            client.channel.setRoom(0);
            publish(10, "short");
            client.loop.run(() -> client.channel.makeRoom(Long.MAX_VALUE));
            world.runAll();
        }
        List<ToldGap> gaps = onlyTopic().gaps();
        assertThat(gaps).hasSize(4);
        assertThat(gaps.getFirst().kind()).isEqualTo(ToldGap.Kind.SEVERAL);
        assertThat(gaps.subList(1, 4)).extracting(ToldGap::kind).containsOnly(ToldGap.Kind.LAG);
        assertThat(gaps.stream().mapToLong(ToldGap::skipped).sum()).isEqualTo(skipped());
        for (int i = 1; i < gaps.size(); i++) {
            assertThat(gaps.get(i).from()).isGreaterThan(gaps.get(i - 1).to());
        }
    }

    private long skipped() {
        return world.shards.getFirst().metrics().skipped();
    }

    // ---- after the end

    @Test
    void aClosedConnectionIsRememberedAsItStoodWhenItsEndBegan() {
        Client client = world.subscribed(0, "a", "b");
        publish(2, "a");
        pong(client, ping(client));
        client.channel.setRoom(0);
        publish(3, "a");
        end(client, Disconnect.SLOW, Instant.ofEpochSecond(7));
        publish(5, "a");
        ConnectionAccount account = accounts(null, 10).connections().getFirst();
        assertThat(account.closedAt()).isEqualTo(Instant.ofEpochSecond(7));
        assertThat(account.cause()).isEqualTo(Disconnect.SLOW);
        assertThat(account.state()).isEqualTo("CLOSED");
        assertThat(account.pendingBytes()).isPositive();
        assertThat(account.topics()).extracting(TopicAccount::topic).containsExactly(A, new TopicName("b"));
        TopicAccount topic = account.topics().getFirst();
        assertThat(List.of(topic.writtenOffset(), topic.confirmedOffset(), topic.behindMessages()))
                .containsExactly(3L, 2L, 2L);
        assertThat(topic.ended()).isFalse();
    }

    @Test
    void theOneClosedFirstIsForgottenFirst() {
        for (int i = 0; i < MOST_CLOSED; i++) {
            end(world.subscribed(0, "a"), Disconnect.CLIENT_CLOSED, Instant.ofEpochSecond(i));
        }
        assertThat(accounts(null, 10).hasForgotten()).isFalse();
        end(world.subscribed(0, "a"), Disconnect.CLIENT_CLOSED, Instant.ofEpochSecond(MOST_CLOSED));
        Accounts found = accounts(null, 10);
        assertThat(found.connections())
                .extracting(account -> account.info().id())
                .containsExactly(3L, 2L, 1L);
        assertThat(found.hasForgotten()).isTrue();
        assertThat(found.oldestClosedAt()).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(world.shards.getFirst().closedConnections()).isEqualTo(MOST_CLOSED);
    }

    @Test
    void ofManyTopicsTheFirstAreKnownAndTheRestIsCounted() {
        String[] topics =
                IntStream.range(0, MOST_TOPICS + 4).mapToObj(i -> "t" + i).toArray(String[]::new);
        Client client = world.subscribed(0, topics);
        for (int round = 0; round < 2; round++) {
            ConnectionAccount account = accounts(null, 10).connections().getFirst();
            assertThat(account.topics()).hasSize(MOST_TOPICS);
            assertThat(account.topics().getFirst().topic().value()).isEqualTo("t0");
            assertThat(account.otherTopics()).isEqualTo(4);
            if (round == 0) {
                ConnectionAccount live =
                        accounts(new TopicName("t19"), 10).connections().getFirst();
                assertThat(live.topics()).extracting(TopicAccount::topic).containsExactly(new TopicName("t19"));
                end(client, Disconnect.DRAIN, Instant.EPOCH);
            }
        }
    }

    @Test
    void topicsThatWereGivenUpAreKnownTheLastOnes() {
        Client client = world.subscribed(0, "a");
        for (int i = 0; i < MOST_TOPICS + 4; i++) {
            String topic = "t" + i;
            client.loop.run(() -> client.subscribe(topic));
            world.runAll();
            client.loop.run(() -> client.shard.unsubscribe(client.subscriber, new TopicName(topic)));
        }
        ConnectionAccount account = accounts(null, 100).connections().getFirst();
        assertThat(account.topics()).hasSize(MOST_TOPICS);
        assertThat(account.topics().getFirst().ended()).isFalse();
        assertThat(account.topics().get(1).topic().value()).isEqualTo("t19");
        assertThat(account.topics().get(1).ended()).isTrue();
        assertThat(account.otherTopics()).isEqualTo(5);
    }

    @Test
    void thoseOnTheTopicComeFirstThenThoseThatAreThere() {
        end(world.subscribed(0, "a"), Disconnect.RESET, Instant.ofEpochSecond(1));
        end(world.subscribed(0, "b"), Disconnect.RESET, Instant.ofEpochSecond(2));
        world.subscribed(0, "b");
        world.subscribed(0, "a");
        Accounts found = accounts(A, 3);
        assertThat(found.connections())
                .extracting(account -> account.info().id())
                .containsExactly(3L, 0L, 2L);
        assertThat(found.more()).isEqualTo(1);
    }
}
