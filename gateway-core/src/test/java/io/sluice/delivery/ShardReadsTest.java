package io.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.WriteBufferWaterMark;
import io.sluice.delivery.shard.ShardReads;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.ConnectionSummary;
import io.sluice.model.Lag;
import io.sluice.model.LagPlace;
import io.sluice.model.Presence;
import io.sluice.model.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShardReadsTest {

    private static final TopicName A = new TopicName("a");

    private final World world = new World(planOfSmallBuffers());
    private final ShardReads reads = new ShardReads(world.shards.getFirst());

    /** A channel takes one publication, and no further one before that has left. */
    private static World.Plan planOfSmallBuffers() {
        World.Plan plan = new World.Plan();
        plan.marks = new WriteBufferWaterMark(1, 2);
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

    /** A client that is given one publication, and stays behind by this many. */
    private Client stuck(int behind, String topic) {
        Client client = world.subscribed(0, topic);
        client.channel.setRoom(0);
        publish(1 + behind, topic);
        return client;
    }

    private List<ConnectionSummary> byId(long after, int limit) {
        List<ConnectionSummary> found = new ArrayList<>();
        reads.byId(after, limit, world.hub.millis(), found::addAll);
        world.runAll();
        return found;
    }

    private List<ConnectionSummary> byLag(LagPlace after, int limit) {
        List<ConnectionSummary> found = new ArrayList<>();
        reads.byLag(after, limit, world.hub.millis(), found::addAll);
        world.runAll();
        return found;
    }

    private Presence onA(long after, int limit) {
        List<Presence> found = new ArrayList<>();
        reads.onTopic(A, after, limit, found::add);
        world.runAll();
        return found.getFirst();
    }

    private static List<Long> ids(List<ConnectionSummary> connections) {
        return connections.stream().map(connection -> connection.info().id()).toList();
    }

    @Test
    void aConnectionAtTheHeadHasNoLag() {
        world.subscribed(0, "a", "b");
        publish(3, "a");
        world.pass(Duration.ofSeconds(1));
        assertThat(byId(-1, 10)).extracting(ConnectionSummary::lag).containsExactly(new Lag(0, 0, 0));
    }

    @Test
    void aLagIsCountedInMessagesBytesAndTimeOverAllTopics() {
        Client client = world.subscribed(0, "a", "b");
        client.channel.setRoom(0);
        publish(2, "a");
        world.pass(Duration.ofMillis(1500));
        publish(1, "b");
        world.pass(Duration.ofMillis(500));
        assertThat(byId(-1, 10)).extracting(ConnectionSummary::lag).containsExactly(new Lag(2, 14, 2000));
    }

    @Test
    void aLagReachesOverSegments() {
        stuck(500, "a");
        assertThat(byId(-1, 10)).extracting(ConnectionSummary::lag).containsExactly(new Lag(500, 500 * 7, 0));
    }

    @Test
    void connectionsComeByIdAPageAtATime() {
        for (int i = 0; i < 5; i++) {
            world.subscribed(0, "a");
        }
        world.disconnect(world.clients.get(2));
        assertThat(ids(byId(-1, 2))).containsExactly(0L, 1L);
        assertThat(ids(byId(1, 2))).containsExactly(3L, 4L);
        assertThat(ids(byId(4, 2))).isEmpty();
    }

    @Test
    void theFurthestBehindComeFirstAPageAtATime() {
        stuck(1, "a");
        stuck(3, "b");
        stuck(2, "c");
        stuck(3, "d");
        world.subscribed(0, "a");
        List<ConnectionSummary> first = byLag(LagPlace.FIRST, 3);
        assertThat(ids(first)).containsExactly(1L, 3L, 2L);
        List<ConnectionSummary> second = byLag(LagPlace.of(first.getLast()), 3);
        assertThat(ids(second)).containsExactly(0L, 4L);
        assertThat(byLag(LagPlace.of(second.getLast()), 3)).isEmpty();
    }

    @Test
    void aPlaceInTheOrderOfLagsIsReadAsItWasWritten() {
        LagPlace place = new LagPlace(12, 345);
        assertThat(LagPlace.parse(place.toString())).isEqualTo(place);
    }

    @Test
    void onATopicAreItsOpenConnectionsAndNobodyElse() {
        world.subscribed(0, "a");
        world.subscribed(0, "b");
        world.subscribed(0, "b", "a");
        Client connecting = world.connect(0);
        connecting.loop.run(() -> connecting.subscribe("a"));
        Client gone = world.subscribed(0, "a");
        world.disconnect(gone);
        world.subscribed(0, "a");
        Presence all = onA(-1, 10);
        assertThat(all.count()).isEqualTo(3);
        assertThat(all.page()).extracting(ConnectionInfo::id).containsExactly(0L, 2L, 5L);
    }

    @Test
    void aPageOfATopicTellsTheCountOfAll() {
        for (int i = 0; i < 5; i++) {
            world.subscribed(0, "a");
        }
        Presence page = onA(1, 2);
        assertThat(page.count()).isEqualTo(5);
        assertThat(page.page()).extracting(ConnectionInfo::id).containsExactly(2L, 3L);
    }
}
