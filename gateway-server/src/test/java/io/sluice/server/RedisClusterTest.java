package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Disconnect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gateways whose topics are spread over the servers of a cluster. */
class RedisClusterTest {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private RedisCluster redis;
    private TestGateway one;
    private TestGateway two;
    private PushClient toOne;
    private PushClient toTwo;

    @BeforeEach
    void start() {
        redis = opened(new RedisCluster());
        one = opened(node());
        two = opened(node());
        toOne = opened(one.publisher());
        toTwo = opened(two.publisher());
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    private TestGateway node() {
        return TestGateway.start(
                "engine.type=redis",
                "redis.uri=" + redis.uri(),
                "redis.cluster=true",
                "redis.command-timeout=300ms",
                "redis.check-interval=200ms",
                "redis.publish-deadline=20s",
                "redis.ready-grace=1s",
                "start.warm-up=0s");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }

    /** One topic of each server. */
    private List<String> topicOfEach() {
        return redis.masters.stream().map(this::topicOf).toList();
    }

    private String topicOf(RedisServer keeper) {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> "t" + i)
                .filter(topic -> redis.keeperOf(topic) == keeper)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void topicsOfEveryServerReachTheSubscribersOfEveryNode() {
        List<String> topics = topicOfEach();
        String query = "/ws?topic=" + String.join("&topic=", topics);
        try (WsClient here = one.webSocket(query);
                WsClient there = two.webSocket(query)) {
            for (String topic : topics) {
                toOne.publish("/api/push?topic=" + topic, "first of " + topic);
                assertThat(toTwo.publish("/api/push?topic=" + topic, "second of " + topic))
                        .isEqualTo(2);
            }
            for (WsClient client : List.of(here, there)) {
                List<String> seen = new ArrayList<>();
                for (int i = 0; i < 2 * topics.size(); i++) {
                    seen.add(client.nextText());
                }
                for (String topic : topics) {
                    assertThat(seen).containsSubsequence("first of " + topic, "second of " + topic);
                }
            }
        }
    }

    @Test
    void aPushToTopicsOfSeveralServersIsPublishedOnceToEach() {
        String path = "/api/push?topic=" + String.join("&topic=", topicOfEach());
        toOne.post(path, "m", "Idempotency-Key: k");
        PushClient.Answer first = toOne.answer();
        toTwo.post(path, "m", "Idempotency-Key: k");
        PushClient.Answer second = toTwo.answer();
        assertThat(first.status()).as(first.body()).isEqualTo(202);
        assertThat(second.status()).isEqualTo(202);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(first.head().header("idempotent-replayed")).isEmpty();
        assertThat(second.head().header("idempotent-replayed")).isEqualTo("true");
    }

    @Test
    void aTopicGoesOnWhereItsSlotMovesTo() {
        RedisServer from = redis.masters.get(1);
        RedisServer to = redis.masters.get(2);
        String topic = topicOf(from);
        try (WsClient client = two.webSocket("/ws?topic=" + topic)) {
            toOne.publish("/api/push?topic=" + topic, "before");
            assertThat(client.nextText()).isEqualTo("before");
            redis.moveSlotOf(topic, from, to);
            publishUntilAccepted(toOne, topic, "after");
            assertThat(client.nextText()).isEqualTo("after");
        }
        assertThat(two.closed(Disconnect.POSITION_LOST)).isZero();
    }

    @Test
    void aFrozenServerHoldsUpItsOwnTopicsOnlyAndReadinessTellsOfIt() {
        List<String> topics = topicOfEach();
        String query = "/ws?topic=" + String.join("&topic=", topics);
        try (WsClient client = two.webSocket(query)) {
            Eventually.await("ready", () -> isReady(toTwo), TestGateway.PATIENCE);
            redis.masters.get(2).freeze();
            toOne.publish("/api/push?topic=" + topics.get(1), "m1");
            assertThat(client.nextText()).isEqualTo("m1");
            Eventually.await("not ready", () -> !isReady(toTwo), TestGateway.PATIENCE);
            redis.masters.get(2).thaw();
            publishUntilAccepted(toOne, topics.get(2), "m2");
            assertThat(client.nextText()).isEqualTo("m2");
            Eventually.await("ready again", () -> isReady(toTwo), TestGateway.PATIENCE);
        }
    }

    private static boolean isReady(PushClient publisher) {
        return publisher.get("/readyz").status() == 200;
    }

    @Test
    void whenAServerDiesItsReplicaGoesOn() {
        RedisServer dying = redis.masters.get(2);
        String topic = topicOf(dying);
        redis.addReplicaOf(dying);
        try (WsClient client = two.webSocket("/ws?topic=" + topic)) {
            toOne.publish("/api/push?topic=" + topic, "before");
            assertThat(client.nextText()).isEqualTo("before");
            dying.awaitReplica();
            dying.kill();
            publishUntilAccepted(toOne, topic, "after");
            assertThat(client.nextText()).isEqualTo("after");
        }
        assertThat(two.closed(Disconnect.POSITION_LOST)).isZero();
    }

    private static void publishUntilAccepted(PushClient publisher, String topic, String text) {
        Eventually.await(
                "a publish is accepted",
                () -> {
                    publisher.send("/api/push?topic=" + topic, text);
                    PushClient.Answer answer = publisher.answer();
                    assertThat(answer.status()).as(answer.body()).isIn(202, 503);
                    return answer.status() == 202;
                },
                TestGateway.PATIENCE.multipliedBy(3));
    }

    @Test
    void aGatewayStartsWhereReplicasAreAskedLessThanMasters() {
        redis.addReplicaOf(redis.masters.getFirst());
        for (int i = 0; i < 3; i++) {
            try (TestGateway late = node();
                    PushClient publisher = late.publisher()) {
                assertThat(publisher.publish("/api/push?topic=late", "m")).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void publishesToADeadServerAreRefusedAtOnceAndTheOthersGoOn() {
        List<String> topics = topicOfEach();
        redis.masters.get(2).kill();
        Eventually.await(
                "publishes are refused as safe to send again",
                () -> {
                    toOne.send("/api/push?topic=" + topics.get(2), "m");
                    return toOne.answer().status() == 503;
                },
                TestGateway.PATIENCE);
    }
}
