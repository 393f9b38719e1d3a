package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.delivery.shard.ShardEvictions;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.Disconnect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShardEvictionsTest {

    private static final int PER_SECOND = 100;
    private static final Duration STEP = Duration.ofMillis(20);

    private final World world = new World();
    private final ShardEvictions evictions = new ShardEvictions(world.shards.getFirst(), PER_SECOND);

    @AfterEach
    void close() {
        world.close();
    }

    private int evict(Predicate<ConnectionInfo> which, Disconnect cause) {
        List<Integer> found = new ArrayList<>();
        evictions.evict(which, cause, found::add);
        world.runAll();
        return found.getFirst();
    }

    private static long goodbyes(List<Client> clients) {
        return clients.stream()
                .filter(client -> client.goodbye == Disconnect.KICKED)
                .count();
    }

    private List<Client> clients(int count) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(world.subscribed(0, "a"));
        }
        return clients;
    }

    @Test
    void onlyThoseMeantAreSentAway() {
        List<Client> clients = clients(3);
        long meant = clients.get(1).connection.info().id();
        assertThat(evict(connection -> connection.id() == meant, Disconnect.MAX_AGE))
                .isEqualTo(1);
        assertThat(clients).extracting(client -> client.goodbye).containsExactly(null, Disconnect.MAX_AGE, null);
    }

    @Test
    void manyAreSentAwayAtAPaceAndCountedAtOnce() {
        List<Client> clients = clients(10);
        assertThat(evict(connection -> true, Disconnect.KICKED)).isEqualTo(10);
        assertThat(goodbyes(clients)).isEqualTo(2);
        world.pass(STEP);
        assertThat(goodbyes(clients)).isEqualTo(4);
        for (int i = 0; i < 3; i++) {
            world.pass(STEP);
        }
        assertThat(goodbyes(clients)).isEqualTo(10);
    }

    @Test
    void whoIsClosingIsNotFoundAgain() {
        clients(2);
        assertThat(evict(connection -> true, Disconnect.KICKED)).isEqualTo(2);
        assertThat(evict(connection -> true, Disconnect.KICKED)).isZero();
    }

    @Test
    void aSearchThroughManyLetsTheLoopLookAtItsSockets() {
        for (int i = 0; i < 5000; i++) {
            world.connect(0);
        }
        int before = world.shardLoops.getFirst().ioLooks();
        assertThat(evict(connection -> false, Disconnect.KICKED)).isZero();
        assertThat(world.shardLoops.getFirst().ioLooks() - before).isEqualTo(1);
    }
}
