package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two gateways that share a Redis. */
class RedisNodesTest {

    private static RedisServer redis;

    private TestGateway one;
    private TestGateway two;
    private PushClient toOne;
    private PushClient toTwo;

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
        String prefix = "redis.prefix=t" + System.nanoTime();
        one = node(prefix);
        two = node(prefix);
        toOne = one.publisher();
        toTwo = two.publisher();
    }

    private static TestGateway node(String prefix) {
        return TestGateway.start("engine.type=redis", "redis.uri=" + redis.uri(), "start.warm-up=0s", prefix);
    }

    @AfterEach
    void stop() {
        toOne.close();
        toTwo.close();
        one.close();
        two.close();
    }

    @Test
    void whatOneNodeTakesTheSubscribersOfTheOtherGet() {
        try (WsClient here = one.webSocket("/ws?topic=a");
                WsClient there = two.webSocket("/ws?topic=a")) {
            assertThat(toOne.publish("/api/push?topic=a", "first")).isEqualTo(1);
            assertThat(toTwo.publish("/api/push?topic=a", "second")).isEqualTo(2);
            for (WsClient client : List.of(here, there)) {
                assertThat(client.nextText()).isEqualTo("first");
                assertThat(client.nextText()).isEqualTo("second");
            }
        }
    }

    @Test
    void aTraceGoesAlongToTheSubscribersOfTheOther() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        try (JsonClient there = two.json("/ws?topic=a")) {
            there.next("subscribed");
            toOne.post("/api/push?topic=a", "m1", "traceparent: " + trace);
            assertThat(toOne.answer().status()).isEqualTo(202);
            assertThat(there.next("message").path("traceparent").asText()).isEqualTo(trace);
        }
    }

    @Test
    void publishersOfBothNodesAreSeenInOneOrder() {
        int each = 300;
        try (WsClient here = one.webSocket("/ws?topic=a");
                WsClient there = two.webSocket("/ws?topic=a")) {
            for (int i = 0; i < each; i++) {
                toOne.send("/api/push?topic=a", "one " + i);
                toTwo.send("/api/push?topic=a", "two " + i);
            }
            List<String> seenHere = new ArrayList<>();
            List<String> seenThere = new ArrayList<>();
            for (int i = 0; i < 2 * each; i++) {
                seenHere.add(here.nextText());
                seenThere.add(there.nextText());
            }
            assertThat(seenHere).isEqualTo(seenThere).doesNotHaveDuplicates();
            for (int i = 0; i < each; i++) {
                toOne.answer();
                toTwo.answer();
            }
        }
    }

    @Test
    void aSubscriberGoesOnAtTheOtherNode() {
        String first;
        try (WsClient client = one.webSocket("/ws?topic=a")) {
            first = toOne.publishForPosition("/api/push?topic=a", "first");
            assertThat(client.nextText()).isEqualTo("first");
        }
        toOne.publish("/api/push?topic=a", "second");
        toTwo.publish("/api/push?topic=a", "third");
        try (WsClient client = two.webSocket("/ws?topic=a&since=" + first)) {
            assertThat(client.nextText()).isEqualTo("second");
            assertThat(client.nextText()).isEqualTo("third");
            toOne.publish("/api/push?topic=a", "fourth");
            assertThat(client.nextText()).isEqualTo("fourth");
        }
    }

    @Test
    void manyWhoComeBackAtOnceCostOneReadOfTheTopic() {
        String first = toOne.publishForPosition("/api/push?topic=a", "first");
        toOne.publish("/api/push?topic=a", "second");
        long before = two.counter("redis.shard.log-reads.redis");
        List<WsClient> clients = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            clients.add(two.webSocket("/ws?topic=a&since=" + first));
        }
        clients.forEach(client -> assertThat(client.nextText()).isEqualTo("second"));
        assertThat(two.counter("redis.shard.log-reads.redis") - before).isEqualTo(1);
        clients.forEach(WsClient::close);
    }

    @Test
    void anIdIsKnownToBothNodes() {
        toOne.post("/api/push?topic=a", "once", "Idempotency-Key: k1");
        PushClient.Answer first = toOne.answer();
        assertThat(first.offset()).isEqualTo(1);
        assertThat(first.head().header("idempotent-replayed")).isEmpty();
        toTwo.post("/api/push?topic=a", "once", "Idempotency-Key: k1");
        PushClient.Answer again = toTwo.answer();
        assertThat(again.offset()).isEqualTo(1);
        assertThat(again.head().header("idempotent-replayed")).isEqualTo("true");
        assertThat(toTwo.publish("/api/push?topic=a", "next")).isEqualTo(2);
    }

    @Test
    void severalTopicsArePublishedInOneStep() {
        try (WsClient a = two.webSocket("/ws?topic=a");
                WsClient b = two.webSocket("/ws?topic=b")) {
            toOne.send("/api/push?topic=a&topic=b", "both");
            assertThat(toOne.answer().status()).isEqualTo(202);
            assertThat(a.nextText()).isEqualTo("both");
            assertThat(b.nextText()).isEqualTo("both");
        }
    }

    @Test
    void bytesKeysAndKindsArriveAsTheyWereSent() {
        byte[] bytes = {0, 10, 13, (byte) 0xFF, 32};
        try (WsClient client = two.webSocket("/ws?topic=a")) {
            toOne.publishBinary("/api/push?topic=a&key=k", bytes);
            WsClient.Frame frame = client.nextAnsweringPings();
            assertThat(frame.opcode).isEqualTo(WsClient.BINARY);
            assertThat(frame.payload).isEqualTo(bytes);
            toOne.send("/api/push?topic=a", "application/json", "{\"n\":1}".getBytes(StandardCharsets.UTF_8));
            assertThat(toOne.answer().status()).isEqualTo(202);
            assertThat(client.nextText()).isEqualTo("{\"n\":1}");
        }
    }

    @Test
    void retentionHoldsInRedisToo() {
        toOne.close();
        one.close();
        one = TestGateway.start(
                "engine.type=redis",
                "redis.uri=" + redis.uri(),
                "start.warm-up=0s",
                "retention.messages=5",
                "redis.prefix=retention" + System.nanoTime());
        toOne = one.publisher();
        String first = toOne.publishForPosition("/api/push?topic=a", "m1");
        for (int i = 2; i <= 20; i++) {
            toOne.publish("/api/push?topic=a", "m" + i);
        }
        try (WsClient lost = one.webSocket("/ws?topic=a&since=" + first)) {
            lost.assertClosedWith(4009);
        }
        try (WsClient last = one.webSocket("/ws?topic=a&last=100")) {
            for (int i = 16; i <= 20; i++) {
                assertThat(last.nextText()).isEqualTo("m" + i);
            }
        }
    }

    @Test
    void whatTheEngineCountsIsDocumented() throws IOException {
        String documented = Files.readString(Path.of("..", "docs", "METRICS.md"));
        assertThat(toOne.get("/metrics").body().lines())
                .filteredOn(line -> line.startsWith("redis_"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(documented).contains('`' + line.split("[ {]", 2)[0] + '`'));
    }

    @Test
    void historyIsReadFromRedisWhereNobodySubscribes() {
        toOne.publish("/api/push?topic=a", "first");
        PushClient.Answer history = toTwo.get("/api/topics/a/history");
        assertThat(history.status()).as(history.body()).isEqualTo(200);
        assertThat(history.body()).contains("first");
    }
}
