package io.sluice.server.engine.redis;

import static io.sluice.server.engine.redis.FakeRedis.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.sluice.delivery.hub.FeedCommand;
import io.sluice.delivery.hub.FeedCommand.Outcome;
import io.sluice.delivery.log.Publication;
import io.sluice.model.Position;
import io.sluice.server.FakeLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the hub's log of a topic is kept in step with the one in Redis. */
class FollowersTest {

    private static final Duration CHECK = Duration.ofSeconds(5);

    private final FakeLoop loop = new FakeLoop();
    private final FakeRedis redis = new FakeRedis(loop);
    private final MetricRegistry registry = new MetricRegistry();
    private final FakeHub hub = new FakeHub();
    private final Followers followers = new Followers(redis, loop, CHECK, hub::offer, new RedisMetrics(registry));

    @BeforeEach
    void start() {
        followers.start();
    }

    /** The hub's side of one topic: appends what follows, and can be told to block. */
    private static final class FakeHub {
        final List<Position> log = new ArrayList<>();
        final List<Long> epochs = new ArrayList<>();
        final ArrayDeque<FeedCommand> lane = new ArrayDeque<>();
        boolean open;
        int begun;
        int refused;
        int caughtUp;
        long openAt;
        int room = Integer.MAX_VALUE;
        int laneRoom = Integer.MAX_VALUE;
        Position last = new Position(0, 0);

        boolean offer(FeedCommand command) {
            if (lane.size() >= laneRoom) {
                return false;
            }
            return lane.add(command);
        }

        boolean step() {
            FeedCommand command = lane.poll();
            if (command == null) {
                return false;
            }
            switch (command) {
                case FeedCommand.Begin begin -> {
                    begun++;
                    openAt = begin.openAt();
                    open = true;
                    last = begin.after();
                    epochs.add(last.epoch());
                    log.clear();
                    append(begin.publications(), begin.listener());
                }
                case FeedCommand.Append append -> append(append.publications(), append.listener());
                case FeedCommand.CaughtUp caughtUp -> {
                    this.caughtUp++;
                    caughtUp.listener().onFed(Outcome.DONE, 0);
                }
                case FeedCommand.Refuse refuse -> {
                    refused++;
                    refuse.listener().onFed(Outcome.DONE, 0);
                }
            }
            return true;
        }

        private void append(List<Publication> publications, FeedCommand.FeedListener listener) {
            int fed = 0;
            Outcome outcome = open ? Outcome.DONE : Outcome.MISMATCH;
            for (Publication publication : publications) {
                if (outcome != Outcome.DONE) {
                    break;
                }
                boolean follows = publication.position().equals(new Position(last.epoch(), last.offset() + 1));
                outcome = !follows ? Outcome.MISMATCH : room == 0 ? Outcome.BLOCKED : Outcome.DONE;
                if (outcome == Outcome.DONE) {
                    String text = publication.payload().toString(StandardCharsets.UTF_8);
                    assertThat(text).isEqualTo("m" + publication.position().offset());
                    last = publication.position();
                    log.add(last);
                    room--;
                    fed++;
                }
            }
            listener.onFed(outcome, fed);
        }

        List<Long> offsets() {
            return log.stream().map(Position::offset).toList();
        }
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private void run() {
        boolean ran = true;
        while (ran) {
            loop.run();
            ran = redis.step();
            ran |= hub.step();
        }
    }

    private void pass(Duration time) {
        run();
        loop.pass(time);
        run();
    }

    private void write(int records) {
        for (int i = 0; i < records; i++) {
            redis.write();
        }
    }

    private void open() {
        followers.open(TOPIC);
        run();
    }

    private long count(String name) {
        return registry.counter("redis." + name).getCount();
    }

    @Test
    void whatIsRetainedComesFirstAndThenWhatIsPublished() {
        write(20);
        open();
        assertThat(hub.offsets()).isEqualTo(range(1, 20));
        write(5);
        run();
        assertThat(hub.offsets()).isEqualTo(range(1, 25));
        assertThat(hub.begun).isEqualTo(1);
    }

    @Test
    void whatIsPublishedWhileTheLogIsReadIsNotLost() {
        write(5);
        followers.open(TOPIC);
        loop.run();
        for (int i = 0; i < 40; i++) {
            redis.write();
            redis.step();
            loop.run();
            hub.step();
        }
        run();
        assertThat(hub.offsets()).isEqualTo(range(1, 45));
    }

    @Test
    void aLostMessageIsReadWhenTheNextOneCame() {
        open();
        redis.loses = true;
        write(1);
        redis.loses = false;
        write(1);
        run();
        assertThat(hub.offsets()).isEqualTo(range(1, 2));
        assertThat(count("shard.gaps-found.redis")).isEqualTo(1);
    }

    @Test
    void theLossOfTheLastMessageIsFoundByComparingHeads() {
        open();
        redis.loses = true;
        write(3);
        pass(CHECK);
        pass(Duration.ofSeconds(1));
        assertThat(hub.offsets()).isEqualTo(range(1, 3));
        assertThat(count("shard.gaps-found.redis")).isEqualTo(1);
    }

    @Test
    void headsThatAreInStepCostNoRead() {
        write(3);
        open();
        int reads = redis.reads;
        pass(CHECK);
        pass(CHECK);
        assertThat(redis.reads).isEqualTo(reads);
    }

    @Test
    void afterALostConnectionTheTailIsReadBeforeAnythingElse() {
        write(2);
        open();
        redis.disconnect();
        run();
        write(10);
        redis.reconnect();
        write(3);
        run();
        assertThat(hub.offsets()).isEqualTo(range(1, 15));
        assertThat(hub.begun).isEqualTo(1);
    }

    @Test
    void whereRedisForgotWhatTheHubHasTheEpochIsReplaced() {
        write(10);
        open();
        redis.disconnect();
        redis.forget(4);
        redis.reconnect();
        run();
        assertThat(redis.epoch).isEqualTo(36);
        assertThat(hub.epochs).containsExactly(35L, 36L);
        write(2);
        run();
        assertThat(hub.offsets()).isEqualTo(range(1, 2));
    }

    @Test
    void whereOthersWroteOnOverWhatWasForgottenItIsFoundByTheRecordsIds() {
        write(10);
        open();
        redis.disconnect();
        redis.forget(4);
        write(8);
        redis.reconnect();
        run();
        assertThat(redis.epoch).isEqualTo(36);
        assertThat(hub.epochs).containsExactly(35L, 36L);
    }

    /** A failover to a server that missed the replacement as well. */
    @Test
    void anEpochThatWasReplacedAndComesBackIsReplacedAgain() {
        write(10);
        open();
        redis.disconnect();
        redis.forget(4);
        redis.reconnect();
        run();
        redis.disconnect();
        redis.epoch = 35;
        redis.reconnect();
        write(2);
        run();
        assertThat(redis.epoch).isNotIn(35L, 36L);
        assertThat(hub.epochs).containsExactly(35L, 36L, redis.epoch);
    }

    /** The connection for messages may be back before the one for commands. */
    @Test
    void afterALongOutageTheTailIsReadAtOnceWhereCommandsComeBackALittleLater() {
        write(2);
        open();
        redis.disconnect();
        for (int i = 0; i < 20; i++) {
            pass(CHECK);
        }
        redis.reconnect();
        redis.commandsAway = true;
        run();
        redis.commandsAway = false;
        write(3);
        pass(Duration.ofMillis(20));
        assertThat(hub.offsets()).isEqualTo(range(1, 5));
    }

    @Test
    void anEpochThatAnotherNodeReplacedIsTakenOver() {
        write(3);
        open();
        redis.epoch = 99;
        redis.log.clear();
        redis.head = 0;
        write(2);
        run();
        assertThat(hub.epochs).containsExactly(35L, 99L);
        assertThat(hub.offsets()).isEqualTo(range(1, 2));
    }

    @Test
    void whereRetentionPassedWhatTheHubHasItsLogBeginsAnew() {
        write(3);
        open();
        redis.disconnect();
        redis.retained = 5;
        write(20);
        redis.reconnect();
        run();
        assertThat(hub.begun).isEqualTo(2);
        assertThat(hub.offsets()).isEqualTo(range(19, 23));
    }

    @Test
    void whatTheHubCannotTakeYetComesLater() {
        hub.room = 4;
        write(6);
        open();
        assertThat(hub.offsets()).isEqualTo(range(1, 4));
        write(3);
        run();
        assertThat(hub.offsets()).isEqualTo(range(1, 4));
        hub.room = Integer.MAX_VALUE;
        pass(Duration.ofSeconds(3));
        assertThat(hub.offsets()).isEqualTo(range(1, 9));
    }

    @Test
    void whoWaitsForALogThatTheHubHasNoRoomForIsRefused() {
        hub.room = 3;
        write(10);
        open();
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofSeconds(2));
        }
        assertThat(hub.offsets()).isEqualTo(range(1, 3));
        assertThat(hub.refused).isPositive();
    }

    @Test
    void aTopicThatCannotBeHadIsRefusedAndTriedOn() {
        redis.away = true;
        followers.open(TOPIC);
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofSeconds(1));
        }
        assertThat(hub.refused).isPositive();
        redis.away = false;
        write(2);
        for (int i = 0; i < 3; i++) {
            pass(Duration.ofSeconds(2));
        }
        assertThat(hub.offsets()).isEqualTo(range(1, 2));
    }

    @Test
    void aClosedTopicIsNotFollowedAndMayBeOpenedAgain() {
        write(2);
        open();
        followers.close(TOPIC);
        run();
        assertThat(redis.subscribed).isEmpty();
        hub.open = false;
        write(2);
        open();
        assertThat(hub.offsets()).isEqualTo(range(1, 4));
    }

    @Test
    void aLongLogIsReadInPartsAndOpensWhereItsHeadWas() {
        write(100);
        open();
        assertThat(hub.openAt).isEqualTo(100);
        assertThat(hub.offsets()).isEqualTo(range(1, 100));
        assertThat(hub.begun).isEqualTo(1);
    }

    @Test
    void whoAsksForAllThatThereIsHearsWhenTheHubHasIt() {
        write(2);
        open();
        redis.loses = true;
        write(3);
        followers.catchUp(TOPIC);
        run();
        assertThat(hub.offsets()).isEqualTo(range(1, 5));
        assertThat(hub.caughtUp).isEqualTo(1);
    }

    @Test
    void whoAsksForAllThatThereIsHearsNothingWhileTheHubHasNoRoomForIt() {
        write(2);
        open();
        hub.room = 1;
        redis.loses = true;
        write(3);
        followers.catchUp(TOPIC);
        run();
        assertThat(hub.offsets()).isEqualTo(range(1, 3));
        assertThat(hub.caughtUp).isZero();
        hub.room = Integer.MAX_VALUE;
        pass(Duration.ofSeconds(3));
        assertThat(hub.offsets()).isEqualTo(range(1, 5));
        assertThat(hub.caughtUp).isEqualTo(1);
    }

    @Test
    void whoAsksForAllThatThereIsIsRefusedWhereItCannotBeHad() {
        write(2);
        open();
        redis.disconnect();
        run();
        followers.catchUp(TOPIC);
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofSeconds(2));
        }
        assertThat(hub.refused).isPositive();
        assertThat(hub.caughtUp).isZero();
    }

    @Test
    void aMessageThatCannotBeReadIsCountedAndTheLogReadInItsPlace() {
        open();
        followers.onMessage(TOPIC, "9 what".getBytes(StandardCharsets.UTF_8));
        write(1);
        run();
        assertThat(hub.offsets()).isEqualTo(range(1, 1));
        assertThat(count("messages-unreadable")).isEqualTo(1);
    }

    @Test
    void whateverGoesWrongInWhateverOrderNothingIsLostOrDoubled() {
        for (int seed = 1; seed <= 300; seed++) {
            new Run(seed).check();
        }
    }

    /** Chance decides what happens next; the seed says what chance decides. */
    private static final class Run {
        private final int seed;
        private final Random random;
        private final FollowersTest test = new FollowersTest();

        Run(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void check() {
            test.start();
            test.followers.open(TOPIC);
            for (int i = 0; i < 400; i++) {
                step();
            }
            test.redis.loses = false;
            test.hub.room = Integer.MAX_VALUE;
            test.hub.laneRoom = Integer.MAX_VALUE;
            if (test.redis.away) {
                test.redis.reconnect();
            }
            for (int i = 0; i < 12; i++) {
                test.pass(CHECK);
            }
            assertThat(test.hub.offsets()).as("seed " + seed).isEqualTo(range(1, test.redis.head));
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> test.redis.write();
                case 3, 4 -> test.redis.step();
                case 5, 6 -> test.hub.step();
                case 7 -> test.loop.run();
                case 8 -> test.loop.pass(Duration.ofMillis(random.nextInt(100)));
                case 9 -> test.redis.loses = random.nextInt(4) == 0;
                case 10 -> {
                    test.hub.room = random.nextInt(3) == 0 ? random.nextInt(5) : Integer.MAX_VALUE;
                    test.hub.laneRoom = random.nextInt(3) == 0 ? random.nextInt(3) : Integer.MAX_VALUE;
                }
                default -> {
                    if (test.redis.away) {
                        test.redis.reconnect();
                    } else if (random.nextInt(5) == 0) {
                        test.redis.disconnect();
                    }
                }
            }
        }
    }
}
