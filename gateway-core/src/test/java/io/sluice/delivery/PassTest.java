package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.WriteBufferWaterMark;
import io.sluice.delivery.shard.ShardSettings;
import io.sluice.model.Disconnect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The delivery pass of a shard. */
class PassTest {

    @Test
    void aBurstCostsOneVisitAndOneWakeUpPerShard() {
        World.Plan plan = new World.Plan();
        plan.shards = 2;
        try (World world = new World(plan)) {
            List<Client> clients = List.of(world.subscribed(0, "a"), world.subscribed(1, "a"));
            int[] before =
                    world.shardLoops.stream().mapToInt(ManualLoop::executed).toArray();
            for (int i = 0; i < 100; i++) {
                world.publish("m" + i, "a");
            }
            world.runHub();
            // One event for the segment they stand in and more as it fills; one mark for all of them.
            world.runAll();
            for (int i = 0; i < 2; i++) {
                assertThat(world.shardLoops.get(i).executed() - before[i]).isEqualTo(1);
                assertThat(world.shards.get(i).metrics().passes()).isEqualTo(1);
                assertThat(clients.get(i).takeTexts()).hasSize(100);
                assertThat(clients.get(i).channel.flushes()).isEqualTo(1);
            }
        }
    }

    @Test
    void aSubscriberOfSeveralDirtyTopicsIsFlushedOnce() {
        try (World world = new World()) {
            Client client = world.subscribed(0, "a", "b", "c");
            world.publish("one", "a", "b", "c");
            world.publish("two", "b");
            world.runAll();
            assertThat(client.channel.flushes()).isEqualTo(1);
            assertThat(client.takeTexts()).containsExactlyInAnyOrder("one", "one", "one", "two");
        }
    }

    /** Each delivery costs a tenth of a millisecond, so that a pass of two has time for about twenty. */
    private static World dear() {
        World.Plan plan = new World.Plan();
        plan.shardSettings = new ShardSettings(Duration.ofMillis(2), 16 << 10);
        plan.marks = new WriteBufferWaterMark(1, 2);
        return new World(plan);
    }

    private static List<Client> dearClients(World world, int count, String... topics) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Client client = world.subscribed(0, topics);
            client.onWritability = () -> world.clock.nanos += 50_000;
            clients.add(client);
        }
        return clients;
    }

    @Test
    void aLongPassLetsTheLoopLookAtItsSocketsInBetween() {
        try (World world = dear()) {
            List<Client> clients = dearClients(world, 100, "a");
            world.publish("one", "a");
            world.runAll();
            assertThat(world.shardLoops.getFirst().ioLooks()).isBetween(3, 6);
            assertThat(clients)
                    .allSatisfy(client -> assertThat(client.takeTexts()).containsExactly("one"));
        }
    }

    @Test
    void aLongPassOverSubscribersOfSeveralTopicsLetsTheLoopLookAtItsSocketsToo() {
        try (World world = dear()) {
            List<Client> clients = dearClients(world, 100, "a", "b");
            world.publish("one", "a", "b");
            world.runAll();
            assertThat(world.shardLoops.getFirst().ioLooks()).isGreaterThanOrEqualTo(3);
            assertThat(clients).allSatisfy(client -> {
                assertThat(client.takeTexts()).containsExactly("one", "one");
                assertThat(client.channel.flushes()).isLessThanOrEqualTo(2);
            });
        }
    }

    @Test
    void newsOfAFeedWhoseVisitHasNotBegunCostNoFurtherVisit() {
        try (World world = dear()) {
            dearClients(world, 100, "a");
            Client other = world.subscribed(0, "b");
            world.publish("one", "a");
            world.publish("two", "b");
            world.runHub();
            world.shardLoops.getFirst().step();
            world.publish("three", "b");
            world.runAll();
            assertThat(other.takeTexts()).containsExactly("two", "three");
            assertThat(world.shards.getFirst().metrics().passes()).isEqualTo(2);
        }
    }

    @Test
    void nobodyIsSkippedWhenMembersLeaveDuringAPassThatYielded() {
        try (World world = dear()) {
            List<Client> clients = dearClients(world, 100, "a");
            world.publish("one", "a");
            world.runHub();
            ManualLoop loop = world.shardLoops.getFirst();
            loop.step();
            assertThat(loop.ioLooks()).isZero();
            for (int i = 0; i < 100; i += 3) {
                world.disconnect(clients.get(i));
            }
            Client late = world.subscribed(0, "a");
            world.publish("two", "a");
            world.runAll();
            for (int i = 0; i < 100; i++) {
                if (i % 3 != 0) {
                    assertThat(clients.get(i).takeTexts()).as("client %s", i).containsExactly("one", "two");
                }
            }
            assertThat(late.takeTexts()).containsExactly("two");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 8, 16, 17, 31})
    void everybodyIsTheLastOnceInAWhile(int members) {
        try (World world = new World()) {
            List<Client> order = new ArrayList<>();
            for (int i = 0; i < members; i++) {
                Client client = world.subscribed(0, "a");
                // The write makes the channel unwritable for a moment, which tells when it was this client's turn.
                client.channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
                client.onWritability = () -> order.add(client);
            }
            Set<Client> last = new HashSet<>();
            for (int pass = 0; pass < members * 4; pass++) {
                order.clear();
                world.publish("m", "a");
                world.runAll();
                assertThat(order).hasSize(2 * members);
                last.add(order.getLast());
            }
            assertThat(last).hasSize(members);
        }
    }

    @Test
    void aSubscriberThatBecomesWritableDuringItsFlushGetsTheRestAtOnce() {
        World.Plan plan = new World.Plan();
        plan.marks = new WriteBufferWaterMark(1, 2);
        plan.shardSettings = new ShardSettings(Duration.ofMillis(2), 10);
        try (World world = new World(plan)) {
            Client client = world.subscribed(0, "a", "b");
            for (int i = 0; i < 20; i++) {
                world.publish("m" + i, i % 2 == 0 ? "a" : "b");
            }
            world.runAll();
            assertThat(client.takeTexts()).hasSize(20);
            assertThat(client.subscriber.behindMessages()).isZero();
        }
    }

    @Test
    void aSubscriberThatStalledGoesOnWhereItStood() {
        World.Plan plan = new World.Plan();
        plan.marks = new WriteBufferWaterMark(5, 10);
        try (World world = new World(plan)) {
            Client client = world.subscribed(0, "a");
            client.channel.setRoom(0);
            for (int i = 0; i < 50; i++) {
                world.publish("m" + i, "a");
                world.runAll();
            }
            assertThat(client.channel.isWritable()).isFalse();
            assertThat(client.subscriber.behindMessages()).isPositive();
            client.loop.run(() -> client.channel.makeRoom(Long.MAX_VALUE));
            assertThat(client.takeTexts()).hasSize(50).last().isEqualTo("m49");
        }
    }

    @Test
    void aConnectionThatEndsInItsOwnFlushIsLeftAlone() {
        World.Plan plan = new World.Plan();
        plan.marks = new WriteBufferWaterMark(1, 2);
        try (World world = new World(plan)) {
            Client client = world.subscribed(0, "a", "b");
            client.onWritability = () -> client.connection.close(Disconnect.KICKED);
            world.publish("one", "a", "b");
            world.runAll();
            assertThat(client.goodbye).isEqualTo(Disconnect.KICKED);
            assertThat(client.subscriber.behindMessages()).isZero();
        }
    }

    @Test
    void theWordThatAFeedIsIdleDoesNotDropItWhenAGrantIsOnItsWay() {
        try (World world = new World()) {
            Client first = world.subscribed(0, "a");
            Client second = world.connect(0);
            second.opensAtOnce = true;
            second.loop.run(() -> second.subscribe("a"));
            world.runHub();
            world.disconnect(first);
            world.runHub();
            world.runAll();
            world.publish("one", "a");
            world.runAll();
            assertThat(second.takeTexts()).containsExactly("one");
        }
    }
}
