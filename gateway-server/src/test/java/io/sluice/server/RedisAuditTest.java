package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Publishers of two gateways note each position that was accepted, subscribers of both each message; between them stands a
 * Redis that is killed, frozen and cut off meanwhile. What was accepted is what is received, in order and once.
 */
class RedisAuditTest {

    private static final String END = "end";
    private static final int ACCEPTED_BETWEEN_FAULTS = 150;

    private final RedisServer redis = RedisServer.durable();
    private final TestGateway one = node();
    private final TestGateway two = node();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<Long, String> accepted = new ConcurrentHashMap<>();
    private volatile boolean enough;

    private TestGateway node() {
        return TestGateway.start(
                "engine.type=redis",
                "redis.uri=" + redis.uri(),
                "redis.command-timeout=300ms",
                "redis.check-interval=300ms",
                "redis.publish-deadline=30s",
                "start.warm-up=0s");
    }

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        one.close();
        two.close();
        redis.close();
    }

    private Callable<Integer> publishing(TestGateway gateway, String name) {
        return () -> {
            int refused = 0;
            try (PushClient publisher = gateway.publisher()) {
                for (int i = 0; !enough; i++) {
                    refused += publish(publisher, name + ' ' + i);
                }
            }
            return refused;
        };
    }

    /** Until it is accepted; how often it was refused before. What is refused was not published. */
    private int publish(PushClient publisher, String text) {
        for (int refused = 0; ; refused++) {
            publisher.send("/api/push?topic=a", text);
            PushClient.Answer answer = publisher.answer();
            if (answer.status() == 202) {
                assertThat(accepted.put(answer.offset(), text)).isNull();
                return refused;
            }
            assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        }
    }

    private Callable<List<String>> reading(TestGateway gateway) {
        WsClient client = gateway.webSocket("/ws?topic=a");
        return () -> {
            try (client) {
                List<String> seen = new ArrayList<>();
                for (String text = client.nextText(); !text.equals(END); text = client.nextText()) {
                    seen.add(text);
                }
                return seen;
            }
        };
    }

    private void awaitMoreAccepted() {
        int wanted = accepted.size() + ACCEPTED_BETWEEN_FAULTS;
        Eventually.await(
                () -> accepted.size() + " of " + wanted + " accepted",
                () -> accepted.size() >= wanted,
                TestGateway.PATIENCE);
    }

    @Test
    void whatIsAcceptedIsReceivedOnceAndInOrderWhateverHappensToRedis() throws Exception {
        List<Future<List<String>>> readers = List.of(threads.submit(reading(one)), threads.submit(reading(two)));
        List<Future<Integer>> publishers =
                List.of(threads.submit(publishing(one, "one")), threads.submit(publishing(two, "two")));
        List<Runnable> faults = List.of(
                () -> {
                    redis.kill();
                    redis.start();
                },
                () -> redis.command("CLIENT KILL TYPE pubsub"),
                () -> redis.command("CLIENT KILL TYPE normal"),
                () -> {
                    redis.freeze();
                    Eventually.await(
                            "publishes are sent again",
                            () -> one.counter("redis.publishes-repeated") > 0,
                            TestGateway.PATIENCE);
                    redis.thaw();
                },
                () -> redis.command("SCRIPT FLUSH"));
        for (Runnable fault : faults) {
            awaitMoreAccepted();
            fault.run();
        }
        awaitMoreAccepted();
        enough = true;
        for (Future<Integer> publisher : publishers) {
            publisher.get(30, TimeUnit.SECONDS);
        }
        int published = accepted.size();
        try (PushClient publisher = one.publisher()) {
            publish(publisher, END);
        }
        for (Future<List<String>> reader : readers) {
            List<String> seen = reader.get(30, TimeUnit.SECONDS);
            assertThat(seen).hasSize(published).doesNotHaveDuplicates();
            for (int i = 0; i < seen.size(); i++) {
                assertThat(accepted.get(i + 1L)).isEqualTo(seen.get(i));
            }
        }
    }
}
