package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.Disconnect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of publications and subscribers when Redis does not do what it should. */
class RedisFaultsTest {

    private static TestGateway node(RedisServer redis) {
        return node(redis, "20s");
    }

    private static TestGateway node(RedisServer redis, String publishDeadline) {
        return TestGateway.start(
                "engine.type=redis",
                "redis.uri=" + redis.uri(),
                "redis.command-timeout=300ms",
                "redis.check-interval=200ms",
                "redis.publish-deadline=" + publishDeadline,
                "redis.ready-grace=500ms",
                "start.warm-up=0s");
    }

    /** Publishes until it is accepted; the number of refusals before that. */
    private static int publishUntilAccepted(PushClient publisher, String text) {
        int[] refused = {0};
        Eventually.await(
                "a publish is accepted",
                () -> {
                    publisher.send("/api/push?topic=a", text);
                    PushClient.Answer answer = publisher.answer();
                    if (answer.status() != 202) {
                        // 504 for one that was under way when the connection broke.
                        assertThat(answer.status()).as(answer.body()).isIn(503, 504);
                        assertThat(answer.head().header("retry-after")).isNotNull();
                        refused[0]++;
                    }
                    return answer.status() == 202;
                },
                Duration.ofSeconds(20));
        return refused[0];
    }

    @Test
    void whileRedisIsAwayPublishesAreRefusedAndSubscribersStayAndGoOnAfterwards() {
        try (RedisServer redis = RedisServer.durable();
                TestGateway one = node(redis, "500ms");
                TestGateway two = node(redis, "500ms");
                PushClient publisher = one.publisher();
                WsClient here = one.webSocket("/ws?topic=a");
                WsClient there = two.webSocket("/ws?topic=a")) {
            publisher.publish("/api/push?topic=a", "before");
            redis.kill();
            Eventually.await(
                    "publishes are refused",
                    () -> {
                        publisher.send("/api/push?topic=a", "meanwhile");
                        return publisher.answer().status() == 503;
                    },
                    Duration.ofSeconds(20));
            redis.start();
            publishUntilAccepted(publisher, "after");
            for (WsClient client : List.of(here, there)) {
                assertThat(client.nextText()).isEqualTo("before");
                String text = client.nextText();
                while (text.equals("meanwhile")) {
                    // The last one before Redis was gone may have been done, and nobody could say so.
                    text = client.nextText();
                }
                assertThat(text).isEqualTo("after");
            }
            assertThat(one.closed(Disconnect.POSITION_LOST) + two.closed(Disconnect.POSITION_LOST))
                    .isZero();
        }
    }

    @Test
    void whereRedisLostWhatWasDeliveredTheSubscribersAreTold() {
        try (RedisServer redis = RedisServer.forgetful();
                TestGateway gateway = node(redis);
                PushClient publisher = gateway.publisher();
                WsClient client = gateway.webSocket("/ws?topic=a")) {
            String before = publisher.publishForPosition("/api/push?topic=a", "before");
            assertThat(client.nextText()).isEqualTo("before");
            redis.kill();
            redis.start();
            client.assertClosedWith(4009);
            publishUntilAccepted(publisher, "after");
            try (WsClient lost = gateway.webSocket("/ws?topic=a&since=" + before)) {
                lost.assertClosedWith(4009);
            }
            try (WsClient anew = gateway.webSocket("/ws?topic=a&last=10")) {
                assertThat(anew.nextText()).isEqualTo("after");
            }
        }
    }

    @Test
    void aPublishIntoAFrozenRedisIsPublishedOnceAndAnsweredWhenItThaws() {
        try (RedisServer redis = RedisServer.forgetful();
                TestGateway gateway = node(redis);
                PushClient publisher = gateway.publisher();
                WsClient client = gateway.webSocket("/ws?topic=a")) {
            publisher.publish("/api/push?topic=a", "m1");
            redis.freeze();
            publisher.send("/api/push?topic=a", "m2");
            Eventually.await(
                    "it was sent again", () -> gateway.counter("redis.publishes-repeated") > 1, TestGateway.PATIENCE);
            redis.thaw();
            assertThat(publisher.answer().offset()).isEqualTo(2);
            publisher.publish("/api/push?topic=a", "m3");
            List<String> seen = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                seen.add(client.nextText());
            }
            assertThat(seen).containsExactly("m1", "m2", "m3");
        }
    }

    private static boolean isReady(PushClient publisher) {
        return publisher.get("/readyz").status() == 200;
    }

    @Test
    void aGatewayIsReadyWhileMessagesComeBackThroughRedisAndAliveInAnyCase() {
        try (RedisServer redis = RedisServer.durable();
                TestGateway gateway = node(redis);
                PushClient publisher = gateway.publisher()) {
            Eventually.await("ready", () -> isReady(publisher), TestGateway.PATIENCE);
            redis.freeze();
            Eventually.await("not ready", () -> !isReady(publisher), TestGateway.PATIENCE);
            assertThat(publisher.get("/healthz").status()).isEqualTo(200);
            redis.thaw();
            Eventually.await("ready again", () -> isReady(publisher), TestGateway.PATIENCE);
        }
    }

    @Test
    void aPublishThatIsNeverAnsweredIsSaidToBeUnknown() {
        try (RedisServer redis = RedisServer.forgetful();
                TestGateway gateway = TestGateway.start(
                        "engine.type=redis",
                        "redis.uri=" + redis.uri(),
                        "redis.command-timeout=100ms",
                        "redis.publish-deadline=500ms",
                        "start.warm-up=0s");
                PushClient publisher = gateway.publisher()) {
            publisher.publish("/api/push?topic=a", "m1");
            redis.freeze();
            publisher.send("/api/push?topic=a", "m2");
            PushClient.Answer answer = publisher.answer();
            redis.thaw();
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.body()).contains("outcome-unknown");
        }
    }

    @Test
    void aGatewayWithoutRedisDoesNotStart() {
        assertThatThrownBy(() -> TestGateway.start("engine.type=redis", "redis.uri=redis://u:pw@127.0.0.1:1"))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("redis.uri: redis://u:***@127.0.0.1:1 cannot be used")
                .hasMessageNotContaining("pw@");
    }

    @Test
    void aSubscribeWhileRedisIsAwayIsRefusedAndTheNextOneAfterwardsIsNot() {
        try (RedisServer redis = RedisServer.durable();
                TestGateway gateway = node(redis)) {
            redis.kill();
            try (Wire wire = new Wire(gateway.gateway.clientPort(), 0)) {
                wire.write(WsClient.handshake("/ws?topic=a"));
                assertThat(wire.readHead().status()).isEqualTo(503);
            }
            redis.start();
            Eventually.await(
                    "a subscribe is granted",
                    () -> {
                        try (Wire wire = new Wire(gateway.gateway.clientPort(), 0)) {
                            wire.write(WsClient.handshake("/ws?topic=b"));
                            return wire.readHead().status() == 101;
                        }
                    },
                    TestGateway.PATIENCE);
        }
    }

    @Test
    void aFullRedisTakesNoNewTopicsEitherAndTheGatewayIsNotReady() {
        try (RedisServer redis = RedisServer.forgetful();
                TestGateway gateway = TestGateway.start(
                        "engine.type=redis", "redis.uri=" + redis.uri(), "redis.ready-grace=2s", "start.warm-up=0s");
                PushClient publisher = gateway.publisher()) {
            publisher.publish("/api/push?topic=a", "m1");
            Eventually.await("ready", () -> isReady(publisher), TestGateway.PATIENCE);
            redis.command("CONFIG SET maxmemory 1");
            for (String topic : List.of("a", "new")) {
                publisher.send("/api/push?topic=" + topic, "m2");
                assertThat(publisher.answer().status()).as(topic).isEqualTo(503);
            }
            Eventually.await("not ready", () -> !isReady(publisher), TestGateway.PATIENCE);
            assertThat(gateway.counter("redis.connections-dropped")).isZero();
            redis.command("CONFIG SET maxmemory 1gb");
            Eventually.await("ready again", () -> isReady(publisher), TestGateway.PATIENCE);
            assertThat(publisher.publish("/api/push?topic=a", "m3")).isEqualTo(2);
        }
    }

    @Test
    void whereRedisHasTooFewReplicasItIsReadAllTheSame() {
        try (RedisServer redis = RedisServer.forgetful();
                TestGateway one = node(redis);
                TestGateway two = node(redis);
                PushClient publisher = one.publisher()) {
            String first = publisher.publishForPosition("/api/push?topic=a", "m1");
            publisher.publish("/api/push?topic=a", "m2");
            redis.command("CONFIG SET min-replicas-to-write 1");
            publisher.send("/api/push?topic=a", "m3");
            assertThat(publisher.answer().status()).isEqualTo(503);
            try (WsClient client = two.webSocket("/ws?topic=a&since=" + first)) {
                assertThat(client.nextText()).isEqualTo("m2");
            }
        }
    }
}
