package io.sluice.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.sluice.delivery.hub.TopicRule;
import io.sluice.delivery.hub.TopicRules;
import io.sluice.delivery.log.Retention;
import io.sluice.delivery.shard.LagPolicy;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.TopicName;
import io.sluice.server.FakeLoop;
import io.sluice.server.admin.NodeInfo;
import io.sluice.server.presence.Presence;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leases, rosters and sweeping, with Redis and time in the test's hands. */
class FleetMembersTest {

    private static final TopicName ROOM = new TopicName("room");
    private static final TopicName HALL = new TopicName("hall");
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration DEBOUNCE = Duration.ofSeconds(5);
    private static final TopicRules RULES = TopicRules.all(
            new TopicRule(new Retention(10, 1000, Duration.ofMinutes(1)), new LagPolicy.Disconnect(), true));

    private final FakeLoop loop = new FakeLoop();
    private final FakeFleetRedis redis = new FakeFleetRedis(() -> loop.nanoTime() / 1_000_000);
    private final ArrayDeque<Integer> numbers = new ArrayDeque<>(List.of(7, 8, 9, 10));
    private final Node one = new Node("one");
    private final Node two = new Node("two");

    /** Longer than after a pause of the whole fleet nobody is taken for dead. */
    @BeforeEach
    void letTheFleetSettle() {
        pass(LEASE.multipliedBy(3));
    }

    /** One gateway of the fleet, without its connections. */
    private final class Node {

        final FakeFleetRedis.Link link = redis.new Link();
        final MetricRegistry registry = new MetricRegistry();
        final FleetMetrics metrics = new FleetMetrics(registry);
        final Membership membership;
        final RosterTeller teller;
        final Sweeper sweeper;
        final Presence presence;
        final CompletableFuture<Void> claimed;

        Node(String process) {
            FleetNames names = new FleetNames("f");
            PresenceTopics topics = new PresenceTopics(
                    names, TopicKeys.of("f"), RULES, LEASE, InstantSource.fixed(Instant.EPOCH), process);
            membership = new Membership(
                    link,
                    names,
                    loop,
                    new Membership.Settings(LEASE, process, numbers::remove),
                    number -> new NodeInfo(number, process, "dev", Instant.EPOCH, 0),
                    metrics);
            teller = new RosterTeller(link, names, loop, membership, topics, 3);
            sweeper = new Sweeper(link, names, loop, topics, LEASE, metrics);
            presence = new Presence(loop, DEBOUNCE, 100, teller, registry);
            claimed = membership.start(presence::tellAgain, () -> {
                sweeper.look();
                teller.forgetEmptyTopics();
            });
            loop.run();
        }

        void join(TopicName topic, String client) {
            presence.onJoined(topic, connection(client));
            loop.run();
        }

        void leave(TopicName topic, String client) {
            presence.onLeft(topic, connection(client));
            loop.run();
        }
    }

    private static ConnectionInfo connection(String client) {
        return new ConnectionInfo(client.hashCode(), "websocket", "192.0.2.1", Instant.EPOCH, null, client);
    }

    /** In steps, as timers do. */
    private void pass(Duration time) {
        for (long left = time.toSeconds(); left > 0; left--) {
            loop.pass(Duration.ofSeconds(1));
        }
    }

    private void assertTold(String... events) {
        assertThat(redis.told).containsExactly(events);
    }

    // ---- leases

    @Test
    void aNodeKeepsItsLeaseWithOneCommandEachThirdOfIt() {
        one.join(ROOM, "ann");
        one.join(HALL, "bob");
        redis.ran.clear();
        pass(LEASE.multipliedBy(4));
        assertThat(redis.leases).hasSize(2);
        assertThat(redis.ran).filteredOn("renew"::equals).hasSize(2 * 12);
        assertThat(redis.ran).containsOnly("renew", "reap");
    }

    @Test
    void aNumberOfALivingNodeIsNotGivenAgain() {
        numbers.addFirst(one.membership.number());
        Node three = new Node("three");
        assertThat(three.claimed).isCompleted();
        assertThat(three.membership.number()).isNotIn(one.membership.number(), two.membership.number());
    }

    @Test
    void aNumberOfADeadNodeIsFree() {
        one.link.isCut = true;
        pass(LEASE.plusSeconds(1));
        numbers.addFirst(7);
        assertThat(new Node("three").membership.number()).isEqualTo(7);
    }

    // ---- members

    @Test
    void whoComesToAnotherNodeWithinTheDebounceIsNotToldOf() {
        one.join(ROOM, "ann");
        one.leave(ROOM, "ann");
        pass(Duration.ofSeconds(3));
        two.join(ROOM, "ann");
        pass(Duration.ofSeconds(10));
        assertTold("join client ann");
        two.leave(ROOM, "ann");
        pass(DEBOUNCE);
        assertTold("join client ann", "leave client ann");
    }

    @Test
    void theBoundOfATopicHoldsOverAllNodes() {
        one.join(ROOM, "a");
        one.join(ROOM, "b");
        two.join(ROOM, "c");
        two.join(ROOM, "d");
        assertTold("join client a", "join client b", "join client c");
        assertThat(two.registry.meter("presence.overflowed").getCount()).isEqualTo(1);
        two.leave(ROOM, "d");
        pass(DEBOUNCE);
        assertThat(redis.told).as("no leave of one whose coming was not told").hasSize(3);
    }

    @Test
    void aTopicThatNobodyIsOnAnyMoreIsForgotten() {
        one.join(ROOM, "ann");
        assertThat(redis.topicsOf.values())
                .anySatisfy(topics -> assertThat(topics).containsExactly("room"));
        one.leave(ROOM, "ann");
        pass(LEASE);
        assertThat(redis.topicsOf.values())
                .allSatisfy(topics -> assertThat(topics).isEmpty());
        one.join(ROOM, "ann");
        assertThat(redis.topicsOf.values())
                .anySatisfy(topics -> assertThat(topics).containsExactly("room"));
    }

    @Test
    void manyAreToldOfAtATime() {
        redis.fails = script -> script.name().equals("change");
        for (int i = 0; i < 100; i++) {
            one.join(ROOM, "c" + i);
        }
        redis.ran.clear();
        redis.fails = script -> false;
        loop.pass(Duration.ofSeconds(1));
        // All of those that were on their way tried again at the same moment.
        assertThat(redis.ran).filteredOn("change"::equals).hasSizeGreaterThanOrEqualTo(64);
    }

    // ---- the dead

    @Test
    void theMembersOfADeadNodeLeaveOnceItsLeaseIsOverUnlessTheyAreElsewhere() {
        for (String client : List.of("a", "b", "c")) {
            one.join(ROOM, client);
        }
        one.join(HALL, "d");
        two.join(ROOM, "b");
        one.link.isCut = true;
        pass(LEASE.minusSeconds(1));
        assertThat(redis.told).hasSize(4);
        pass(LEASE.dividedBy(3).plusSeconds(1));
        assertThat(redis.told.subList(4, redis.told.size()))
                .containsExactlyInAnyOrder("leave client a", "leave client c", "leave client d");
        assertThat(redis.membersOf(ROOM)).containsExactly("client b");
        assertThat(redis.dead).isEmpty();
        assertThat(two.metrics.sweptMembers.getCount()).isEqualTo(3);
    }

    @Test
    void whereASweeperDiesAnotherGoesOn() {
        Node three = new Node("three");
        one.join(ROOM, "a");
        one.join(HALL, "b");
        one.link.isCut = true;
        // Whoever begins can do no more than claim.
        redis.fails = script -> script.name().equals("sweep");
        pass(LEASE.plusSeconds(1));
        assertThat(redis.dead).hasSize(1);
        assertThat(redis.told).hasSize(2);
        two.link.isCut = true;
        redis.fails = script -> false;
        pass(LEASE);
        assertThat(redis.told).hasSize(4);
        assertThat(three.metrics.sweptMembers.getCount()).isEqualTo(2);
    }

    @Test
    void whenRedisWasAwayNobodyIsTakenForDeadBeforeAllCouldComeBack() {
        one.join(ROOM, "ann");
        two.join(ROOM, "bob");
        one.link.isCut = true;
        two.link.isCut = true;
        pass(LEASE.multipliedBy(4));
        two.link.isCut = false;
        pass(LEASE);
        one.link.isCut = false;
        pass(LEASE.multipliedBy(3));
        assertTold("join client ann", "join client bob");
        assertThat(redis.leases).hasSize(2);
        // Who does not come back is dead all the same.
        one.link.isCut = true;
        pass(LEASE.multipliedBy(2));
        assertThat(redis.told).last().isEqualTo("leave client ann");
    }

    @Test
    void nobodyIsTakenForDeadWhoseLeaseEndedWhileRedisWasAwayForLessThanALease() {
        pass(Duration.ofSeconds(3));
        Node three = new Node("three");
        one.join(ROOM, "ann");
        three.join(ROOM, "bob");
        // The lease of three has most left when the break begins, that of one least.
        pass(Duration.ofSeconds(5));
        one.link.isCut = true;
        two.link.isCut = true;
        three.link.isCut = true;
        pass(Duration.ofSeconds(11));
        three.link.isCut = false;
        pass(Duration.ofSeconds(4));
        one.link.isCut = false;
        two.link.isCut = false;
        pass(LEASE.multipliedBy(4));
        assertTold("join client ann", "join client bob");
        assertThat(three.metrics.sweptMembers.getCount()).isZero();
    }

    @Test
    void aFailedRenewalIsTriedAgainSoon() {
        one.link.isCut = true;
        pass(LEASE.dividedBy(3));
        one.link.isCut = false;
        redis.ran.clear();
        two.link.isCut = true;
        pass(Duration.ofSeconds(2));
        assertThat(redis.ran).contains("renew");
    }

    @Test
    void aNodeWhoseLeaseEndedIsNamedUntilItIsFoundDead() {
        redis.fails = script -> script.name().equals("renew") || script.name().equals("reap");
        pass(LEASE.multipliedBy(2));
        assertThat(LivingNode.all(two.link, new FleetNames("f"), two.metrics).join())
                .extracting(LivingNode::process)
                .containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void eachScriptSaysAtItsBeginningAndOnlyThereWhatItMayDo() {
        for (FleetScript script : List.of(
                FleetScript.CLAIM,
                FleetScript.RENEW,
                FleetScript.NODES,
                FleetScript.TOPICS,
                FleetScript.RETIRE,
                FleetScript.REAP,
                FleetScript.SWEPT,
                FleetScript.CHANGE,
                FleetScript.SWEEP)) {
            assertThat(script.source()).as(script.name()).startsWith("#!lua").containsOnlyOnce("#!lua");
        }
        assertThat(List.of(
                        FleetScript.CLAIM,
                        FleetScript.RENEW,
                        FleetScript.TOPICS,
                        FleetScript.RETIRE,
                        FleetScript.REAP,
                        FleetScript.SWEPT))
                .allSatisfy(script -> assertThat(script.source()).startsWith("#!lua flags=allow-oom\n"));
    }

    // ---- what is lost

    @Test
    void aNodeThatWasTakenForDeadTellsEverythingAnew() {
        one.join(ROOM, "ann");
        one.link.isCut = true;
        pass(LEASE.multipliedBy(2));
        assertTold("join client ann", "leave client ann");
        one.link.isCut = false;
        pass(LEASE);
        assertTold("join client ann", "leave client ann", "join client ann");
        assertThat(redis.leases).hasSize(2);
        assertThat(redis.rosterOf(ROOM).values())
                .singleElement()
                .satisfies(places -> assertThat(places).hasSize(1));
        assertThat(one.metrics.leasesLost.getCount()).isEqualTo(1);
    }

    @Test
    void whatRedisForgotIsPutRight() {
        one.join(ROOM, "ann");
        two.join(ROOM, "bob");
        redis.forget();
        redis.told.clear();
        pass(LEASE);
        assertThat(redis.told).containsExactlyInAnyOrder("join client ann", "join client bob");
        assertThat(redis.membersOf(ROOM)).containsExactly("client ann", "client bob");
        assertThat(redis.leases).hasSize(2);
        pass(LEASE.multipliedBy(3));
        assertThat(redis.told).hasSize(2);
    }

    @Test
    void aBreakShorterThanTheLeaseTellsNothingAndLeavesNothingOfBeforeBehind() {
        one.join(ROOM, "ann");
        one.join(ROOM, "bob");
        one.link.isCut = true;
        one.leave(ROOM, "bob");
        pass(Duration.ofSeconds(8));
        assertThat(redis.told).hasSize(2);
        // A command that was thought to have failed is carried out after all.
        redis.rosterOf(ROOM).put("client ghost", new TreeMap<>(Map.of("7-one-1", "x")));
        one.link.isCut = false;
        pass(LEASE);
        assertThat(redis.told.subList(2, redis.told.size()))
                .containsExactlyInAnyOrder("leave client bob", "leave client ghost");
        assertThat(redis.membersOf(ROOM)).containsExactly("client ann");
        assertThat(redis.leases).hasSize(2);
    }

    @Test
    void whatWasLostBetweenTwoRenewalsIsPutRightOnceAConnectionBroke() {
        one.join(ROOM, "ann");
        redis.rosters.clear();
        one.link.onLost.run();
        pass(LEASE.dividedBy(3));
        assertTold("join client ann", "join client ann");
        assertThat(redis.leases).hasSize(2);
    }

    @Test
    void whatWasLostOnAnotherServerThanTheLeasesIsPutRightOnceItRefusedAChange() {
        one.join(ROOM, "ann");
        redis.rosters.clear();
        redis.fails = script -> script.name().equals("change");
        one.join(HALL, "bob");
        redis.fails = script -> false;
        pass(LEASE);
        assertThat(redis.membersOf(ROOM)).containsExactly("client ann");
        assertThat(redis.membersOf(HALL)).containsExactly("client bob");
    }

    @Test
    void onlyThoseNamesAreGivenUpThatWereOldWhenAllWasToldAnew() {
        List<Runnable> told = new ArrayList<>();
        FakeFleetRedis.Link link = redis.new Link();
        Membership three = new Membership(
                link,
                new FleetNames("f"),
                loop,
                new Membership.Settings(LEASE, "three", numbers::remove),
                number -> new NodeInfo(number, "three", "dev", Instant.EPOCH, 0),
                new FleetMetrics(new MetricRegistry()));
        three.start(told::add, () -> {});
        loop.run();
        for (int i = 0; i < 2; i++) {
            loop.execute(three::goOnAnew);
            loop.run();
        }
        told.getFirst().run();
        loop.run();
        assertThat(redis.leases.keySet())
                .filteredOn(name -> name.contains("three"))
                .containsExactly("9-three-2", "9-three-3");
    }

    @Test
    void everythingIsToldAnewAtMostOnceInALease() {
        one.join(ROOM, "ann");
        redis.ran.clear();
        for (int second = 0; second < 2 * LEASE.toSeconds(); second++) {
            one.link.onLost.run();
            pass(Duration.ofSeconds(1));
        }
        assertThat(redis.ran).filteredOn("claim"::equals).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void aNodeThatResignsIsDeadAfterTheTimeItNamed() {
        one.join(ROOM, "ann");
        CompletableFuture<Void> told = new CompletableFuture<>();
        loop.execute(() -> one.membership.resign(DEBOUNCE, () -> told.complete(null)));
        loop.run();
        assertThat(told).isDone();
        one.link.isCut = true;
        pass(DEBOUNCE.plusSeconds(5));
        assertTold("join client ann", "leave client ann");
    }

    private void resign(Node node, Duration after) {
        loop.execute(() -> node.membership.resign(after, () -> {}));
        loop.run();
    }

    @Test
    void aNodeThatResignsIsAskedNoMore() {
        resign(one, DEBOUNCE);
        assertThat(LivingNode.all(two.link, new FleetNames("f"), two.metrics).join())
                .extracting(LivingNode::process)
                .containsExactly("two");
    }

    @Test
    void aNodeThatResignsHasItsLeaseNoLongerThanItWouldHave() {
        Map<String, Long> before = Map.copyOf(redis.leases);
        resign(one, LEASE.multipliedBy(20));
        assertThat(redis.leases).isEqualTo(before);
    }

    @Test
    void aNodeThatResignsWhileItClaimsIsAskedNoMore() {
        redis.fails = script -> script.name().equals("claim");
        redis.leases.keySet().removeIf(name -> name.contains("one"));
        pass(LEASE.dividedBy(3));
        resign(one, DEBOUNCE);
        redis.fails = script -> false;
        pass(Duration.ofSeconds(2));
        assertThat(redis.nodes.keySet()).noneMatch(name -> name.contains("one"));
    }
}
