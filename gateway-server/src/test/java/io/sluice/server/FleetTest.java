package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Disconnect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gateways that share a Redis, asked and told of as one. */
class FleetTest {

    private static final Pattern ID = Pattern.compile("\"(?:id|connection)\":(\\d+)");
    private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"");

    private static RedisServer redis;

    private final List<AutoCloseable> open = new ArrayList<>();
    private String prefix;
    private TestGateway one;
    private TestGateway two;
    private PushClient toOne;

    @BeforeAll
    static void startRedis() {
        redis = RedisServer.forgetful();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void start() {
        // Each test is a fleet of its own.
        prefix = "redis.prefix=f" + System.nanoTime();
        one = node("one");
        two = node("two");
        toOne = publisher(one);
    }

    private TestGateway node(String name, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "engine.type=redis",
                "redis.uri=" + redis.uri(),
                "redis.lease=1500ms",
                "redis.command-timeout=1s",
                "start.warm-up=0s",
                "presence.debounce=100ms",
                "topics=[{match: room, presence: true}]",
                "client.trusted-proxies=127.0.0.1",
                "node.name=" + name,
                prefix));
        settings.addAll(List.of(more));
        TestGateway gateway = TestGateway.start(settings.toArray(String[]::new));
        open.add(gateway);
        return gateway;
    }

    private PushClient publisher(TestGateway gateway) {
        PushClient publisher = gateway.publisher();
        open.add(publisher);
        return publisher;
    }

    private WsClient client(TestGateway gateway, String target) {
        WsClient client = gateway.webSocket(target);
        open.add(client);
        return client;
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private static List<Long> ids(String body) {
        return ID.matcher(body)
                .results()
                .map(found -> Long.parseLong(found.group(1)))
                .toList();
    }

    private static String event(WsClient listener) {
        return listener.nextText().replaceAll(",\"(connection|at)\":(\\d+|\"[^\"]+\")", "");
    }

    private String get(String target) {
        PushClient.Answer answer = toOne.get(target);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private String post(String target) {
        toOne.send(target, "");
        PushClient.Answer answer = toOne.answer();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private void awaitNodes(int count) {
        Eventually.await(
                count + " nodes",
                () -> get("/api/nodes").split("\"number\"", -1).length == count + 1,
                TestGateway.PATIENCE);
    }

    // ---- presence

    @Test
    void aListenerAnywhereHearsWhoComesAndWhoLeavesAnywhere() {
        WsClient listener = client(one, "/ws?topic=presence:room");
        WsClient member = client(two, "/ws?topic=room");
        assertThat(event(listener)).isEqualTo("{\"event\":\"join\"}");
        member.close();
        assertThat(event(listener)).isEqualTo("{\"event\":\"leave\"}");
    }

    @Test
    void whoIsOnTwoNodesComesOnceAndLeavesOnce() {
        WsClient listener = client(one, "/ws?topic=presence:room");
        WsClient first = client(one, "/ws?topic=room&client=ann");
        assertThat(event(listener)).isEqualTo("{\"event\":\"join\"}");
        WsClient second = client(two, "/ws?topic=room&client=ann");
        awaitMembers(two, 1);
        first.close();
        awaitMembers(one, 0);
        WsClient other = client(two, "/ws?topic=room&client=bob");
        // Nothing was told of ann in between.
        assertThat(event(listener)).isEqualTo("{\"event\":\"join\"}");
        second.close();
        assertThat(event(listener)).isEqualTo("{\"event\":\"leave\"}");
        other.close();
        assertThat(event(listener)).isEqualTo("{\"event\":\"leave\"}");
    }

    private static void awaitMembers(TestGateway gateway, int count) {
        Eventually.await(
                count + " members",
                () -> gateway.registry()
                        .getGauges((name, metric) -> name.equals("presence.members"))
                        .values()
                        .iterator()
                        .next()
                        .getValue()
                        .equals(count),
                TestGateway.PATIENCE);
    }

    @Test
    void theMembersOfANodeThatVanishedLeaveWhenItsLeaseIsOver() {
        WsClient listener = client(one, "/ws?topic=presence:room");
        client(two, "/ws?topic=room&client=ann");
        client(two, "/ws?topic=room&client=bob");
        client(one, "/ws?topic=room&client=bob");
        assertThat(List.of(event(listener), event(listener))).containsOnly("{\"event\":\"join\"}");
        awaitMembers(one, 1);
        redisKnows("r:{room}", "bob");
        two.gateway.vanish();
        assertThat(event(listener)).isEqualTo("{\"event\":\"leave\"}");
        awaitNodes(1);
        Eventually.await("it is swept", () -> one.counter("fleet.swept-nodes") == 1, TestGateway.PATIENCE);
        assertThat(one.counter("fleet.swept-members")).as("bob is still there").isEqualTo(1);
        assertThat(get("/api/topics/room/presence")).contains("\"count\":1,").doesNotContain("missing");
    }

    private void redisKnows(String key, String part) {
        Eventually.await(
                part + " in " + key,
                () -> redis.answer("HGETALL " + prefix.substring("redis.prefix=".length()) + ":1:" + key)
                        .contains(part),
                TestGateway.PATIENCE);
    }

    @Test
    void theMembersOfANodeThatWasDrainedNeedNotWaitForItsLease() {
        WsClient listener = client(one, "/ws?topic=presence:room");
        TestGateway drained = node("three", "redis.lease=10m", "presence.debounce=4s", "drain.window=10s");
        WsClient stays = client(drained, "/ws?topic=room&client=ann");
        assertThat(event(listener)).isEqualTo("{\"event\":\"join\"}");
        var done = drained.gateway.drain();
        stays.assertClosedWith(1012);
        assertThat(done.join()).isTrue();
        open.remove(drained);
        drained.close();
        assertThat(event(listener)).isEqualTo("{\"event\":\"leave\"}");
        Eventually.await(
                "one of the others swept it",
                () -> one.counter("fleet.swept-members") + two.counter("fleet.swept-members") == 1,
                TestGateway.PATIENCE);
    }

    @Test
    void hundredsThatComeAndGoAtOnceAreEachToldOfTwice() {
        int many = 300;
        try (Crowd crowd = new Crowd(two.gateway.clientPort(), "/ws?topic=room", many, 4096, (member, payload) -> {})) {
            awaitMembers(two, many);
            Eventually.await(
                    "all are told of",
                    () -> redis.answer("HLEN " + prefix.substring("redis.prefix=".length()) + ":1:r:{room}")
                            .startsWith(":" + many),
                    TestGateway.PATIENCE);
            assertThat(crowd.ended()).isZero();
        }
        Eventually.await(
                "all have left",
                () -> redis.answer("HLEN " + prefix.substring("redis.prefix=".length()) + ":1:r:{room}")
                        .startsWith(":0"),
                TestGateway.PATIENCE);
        Eventually.await(
                "each was told of twice",
                () -> two.registry().meter("presence.events").getCount() == 2L * many,
                TestGateway.PATIENCE);
    }

    @Test
    void whatAnEmptyRedisDoesNotKnowIsToldAnew() {
        WsClient member = client(two, "/ws?topic=room&client=ann");
        redisKnows("r:{room}", "ann");
        redis.command("FLUSHALL");
        // It joins a room that is empty for Redis; listeners of before have lost the topic's life.
        redisKnows("r:{room}", "ann");
        Eventually.await("both have a lease again", () -> two.counter("fleet.leases-lost") == 1, TestGateway.PATIENCE);
        awaitNodes(2);
        WsClient listener = client(one, "/ws?topic=presence:room");
        member.close();
        assertThat(event(listener)).isEqualTo("{\"event\":\"leave\"}");
    }

    @Test
    void afterRedisWasAwayEverythingIsTrueAgainAndNobodyWasToldToLeave() {
        client(two, "/ws?topic=room&client=ann");
        WsClient leaver = client(two, "/ws?topic=room&client=bob");
        redisKnows("r:{room}", "bob");
        redis.freeze();
        leaver.close();
        awaitMembers(two, 1);
        Eventually.await(
                "renewals of both fail",
                () -> one.counter("fleet.renewals-failed") > 0 && two.counter("fleet.renewals-failed") > 0,
                TestGateway.PATIENCE);
        redis.thaw();
        // Both go on as others, and what they wrote before is swept.
        Eventually.await(
                "both are swept",
                () -> one.counter("fleet.swept-nodes") + two.counter("fleet.swept-nodes") == 2,
                TestGateway.PATIENCE);
        client(one, "/ws?topic=room&client=cat");
        WsClient listener = client(one, "/ws?topic=presence:room&last=10");
        assertThat(List.of(event(listener), event(listener), event(listener), event(listener)))
                .containsExactly(
                        "{\"event\":\"join\"}",
                        "{\"event\":\"join\"}",
                        "{\"event\":\"leave\"}",
                        "{\"event\":\"join\"}");
        assertThat(get("/api/topics/room/presence")).contains("\"count\":2,");
    }

    // ---- reads

    @Test
    void theFleetIsListed() {
        assertThat(get("/api/nodes"))
                .matches(
                        "\\{\"items\":\\[\\{\"node\":\"one\",\"number\":\\d+,\"version\":\"dev\",\"startedAt\":\"[^\"]+Z\","
                                + "\"connections\":0},\\{\"node\":\"two\",\"number\":\\d+,.*}]}");
        assertThat(get("/api/nodes?scope=node")).contains("\"one\"").doesNotContain("\"two\"");
    }

    @Test
    void connectionsOfAllNodesArePagedById() {
        for (int i = 0; i < 3; i++) {
            client(one, "/ws?topic=a");
            client(two, "/ws?topic=a");
        }
        List<Long> all = ids(get("/api/connections"));
        assertThat(all)
                .hasSize(6)
                .isSorted()
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id).isBetween(1L << 32, 1L << 53));
        List<Long> paged = new ArrayList<>();
        String after = "";
        while (true) {
            String body = get("/api/connections?limit=4" + after);
            assertThat(body).doesNotContain("missing");
            paged.addAll(ids(body));
            var next = NEXT.matcher(body);
            if (!next.find()) {
                break;
            }
            after = "&after=" + next.group(1);
        }
        assertThat(paged).isEqualTo(all);
        assertThat(ids(get("/api/connections?sort=lag"))).hasSize(6);
        assertThat(get("/api/connections?scope=node"))
                .contains("\"node\":\"one\"")
                .doesNotContain("\"node\":\"two\"");
        assertThat(get("/api/topics/a/presence")).contains("\"count\":6", "\"node\":\"one\"", "\"node\":\"two\"");
        assertThat(get("/api/topics")).contains("\"topic\":\"a\"", "\"subscribers\":6");
        assertThat(toOne.get("/api/connections?after=x").status()).isEqualTo(400);
    }

    @Test
    void whatBecameOfAPublicationIsAskedOfAllNodes() {
        WsClient there = client(two, "/ws?topic=a&client=ann");
        client(one, "/ws?topic=b&client=ann");
        toOne.publish("/api/push?topic=a", "x");
        assertThat(there.nextText()).isEqualTo("x");
        String explained = get("/api/explain?client=ann&topic=a&offset=1");
        assertThat(explained).contains("\"verdict\":\"written\"", "\"node\":\"one\"", "\"node\":\"two\"");
        assertThat(explained).containsPattern("\"publishedAt\":\"[^\"]+Z\"").doesNotContain("missing");
        assertThat(get("/api/explain?client=ann&topic=a&scope=node"))
                .contains("\"verdict\":\"never-subscribed\"", "\"node\":\"one\"")
                .doesNotContain("\"node\":\"two\"");
        there.close();
        Eventually.await(
                "it is remembered where it was",
                () -> get("/api/explain?client=ann&topic=a&offset=1").contains("\"closedAt\""),
                TestGateway.PATIENCE);
        two.gateway.vanish();
        assertThat(get("/api/explain?client=bob&topic=a&offset=1"))
                .contains("\"verdict\":\"unknown\"", "to the gateways that answered", "\"missing\":[\"two\"]");
    }

    @Test
    void aNodeThatDoesNotAnswerIsNamed() {
        client(one, "/ws?topic=a");
        two.gateway.vanish();
        assertThat(get("/api/connections")).endsWith("\"next\":null,\"missing\":[\"two\"]}");
        awaitNodes(1);
        assertThat(get("/api/connections")).endsWith("\"next\":null}");
    }

    @Test
    void withoutRedisTheFleetCannotBeAskedButThisNodeCan() {
        redis.freeze();
        try {
            PushClient.Answer answer = toOne.get("/api/connections");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.head().header("retry-after")).isEqualTo("1");
            assertThat(answer.body()).contains("scope=node");
            assertThat(get("/api/connections?scope=node")).contains("\"items\":[]");
        } finally {
            redis.thaw();
        }
    }

    // ---- disconnecting

    @Test
    void aUserIsDisconnectedOnAllNodes() {
        WsClient here = WsClient.open(one.gateway.clientPort(), "/ws?topic=a&client=42", 0);
        WsClient there = client(two, "/ws?topic=a&client=42");
        WsClient other = client(two, "/ws?topic=a&client=43");
        open.add(here);
        assertThat(post("/api/disconnect?client=42")).isEqualTo("{\"disconnected\":2,\"nodes\":2}");
        here.assertClosedWith(4500);
        there.assertClosedWith(4500);
        Eventually.await("it is counted", () -> two.closed(Disconnect.KICKED) == 1, TestGateway.PATIENCE);
        toOne.publish("/api/push?topic=a", "x");
        assertThat(other.nextText()).isEqualTo("x");
    }

    @Test
    void aConnectionIsDisconnectedByItsIdWithACodeThatLetsItComeBack() {
        WsClient there = client(two, "/ws?topic=a");
        long id = ids(get("/api/connections")).getFirst();
        assertThat(post("/api/disconnect?connection=" + id + "&code=4002"))
                .isEqualTo("{\"disconnected\":1,\"nodes\":2}");
        there.assertClosedWith(4002);
    }

    // ---- the rest

    @Test
    void whatTheFleetCountsIsDocumented() throws IOException {
        String documented = Files.readString(Path.of("..", "docs", "METRICS.md"));
        assertThat(get("/metrics").lines())
                .filteredOn(line -> line.startsWith("fleet_"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(documented).contains('`' + line.split("[ {]", 2)[0] + '`'));
    }
}
