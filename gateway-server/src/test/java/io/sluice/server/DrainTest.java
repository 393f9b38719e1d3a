package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Disconnect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainTest {

    private static final int SUBSCRIBERS = 300;
    private static final int STREAMS = 10;

    private final TestGateway gateway = TestGateway.start("drain.grace=500ms", "drain.window=15s");

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void everyAcceptedMessageArrivesBeforeTheGoodbye() throws Exception {
        CountDownLatch underWay = new CountDownLatch(500);
        List<SseClient> streams = new ArrayList<>();
        try (Crowd crowd =
                new Crowd(gateway.gateway.clientPort(), "/ws?topic=a", SUBSCRIBERS, 16 << 10, FanOutTest::inOrder)) {
            for (int i = 0; i < STREAMS; i++) {
                streams.add(gateway.stream("/sse?topic=a"));
            }
            List<CompletableFuture<Integer>> events = streams.stream()
                    .map(stream -> CompletableFuture.supplyAsync(() -> eventsToTheEnd(stream), DrainTest::inThread))
                    .toList();
            CompletableFuture<Integer> accepted =
                    CompletableFuture.supplyAsync(() -> publishUntilRefused(underWay), DrainTest::inThread);
            assertThat(underWay.await(20, TimeUnit.SECONDS)).isTrue();

            long begin = System.nanoTime();
            CompletableFuture<Boolean> drained = gateway.gateway.drain();
            assertThat(statusOf("/readyz")).as("not ready at once").isEqualTo(503);
            assertThat(statusOf("/healthz")).as("alive all the while").isEqualTo(200);
            assertThat(drained.get(20, TimeUnit.SECONDS)).as("in time").isTrue();
            System.out.println("drain: " + Duration.ofNanos(System.nanoTime() - begin) + ", accepted "
                    + accepted.get(1, TimeUnit.SECONDS));

            int messages = accepted.get(1, TimeUnit.SECONDS);
            assertThat(messages).isGreaterThan(500);
            crowd.await("all connections end", () -> crowd.ended() == SUBSCRIBERS);
            assertThat(crowd.members())
                    .allMatch(member -> member.received == messages)
                    .allMatch(member -> member.closeCode == 1012)
                    .allMatch(member -> !member.closeReason.isBlank());
            for (CompletableFuture<Integer> count : events) {
                assertThat(count.get(10, TimeUnit.SECONDS)).isEqualTo(messages);
            }
            // A client may hear of its end before the gateway has counted it.
            gateway.awaitNoConnection(TestGateway.PATIENCE);
            assertThat(gateway.closed(Disconnect.DRAIN)).isEqualTo(SUBSCRIBERS + STREAMS);
        } finally {
            streams.forEach(SseClient::close);
        }
        gateway.awaitNoConnection(TestGateway.PATIENCE);
    }

    @Test
    void aClientWithEnvelopesIsToldWhenToComeBack() throws Exception {
        try (JsonClient client = gateway.json("/ws?topic=a")) {
            client.next("subscribed");
            CompletableFuture<Boolean> drained = gateway.gateway.drain();
            var goaway = client.next("goaway");
            assertThat(goaway.get("code").intValue()).isEqualTo(1012);
            assertThat(goaway.get("reason").textValue()).isNotBlank();
            assertThat(goaway.get("reconnectAfterMillis").intValue()).isBetween(500, 3000);
            client.socket.assertClosedWith(1012);
            assertThat(drained.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void withoutConnectionsItIsOverAfterTheGrace() throws Exception {
        assertThat(gateway.gateway.drain().get(3, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aConnectionWithoutSubscriptionDoesNotHoldItUp() throws Exception {
        try (Wire idle = new Wire(gateway.gateway.clientPort(), 0)) {
            idle.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(idle.readHead().status()).isEqualTo(200);
            assertThat(gateway.gateway.drain().get(3, TimeUnit.SECONDS)).isTrue();
            assertThat(idle.isAtEnd()).isTrue();
        }
    }

    private int statusOf(String target) {
        try (PushClient client = gateway.publisher()) {
            return client.get(target).status();
        }
    }

    /** The number of accepted messages; the last answer has to be an orderly refusal. */
    private int publishUntilRefused(CountDownLatch underWay) {
        try (PushClient publisher = gateway.publisher()) {
            for (int number = 0; ; number++) {
                publisher.send("/api/push?topic=a", "application/octet-stream", FanOutTest.numbered(number));
                PushClient.Answer answer = publisher.answer();
                if (answer.status() != 202) {
                    assertThat(answer.status()).isEqualTo(503);
                    assertThat(answer.head().header("retry-after")).isNotEmpty();
                    assertThat(answer.body()).contains("draining");
                    return number;
                }
                underWay.countDown();
            }
        }
    }

    private static int eventsToTheEnd(SseClient stream) {
        int events = 0;
        List<String> last = List.of();
        for (List<String> event = stream.nextEvent(); event != null; event = stream.nextEvent()) {
            events++;
            last = event;
        }
        assertThat(last)
                .satisfiesExactly(
                        retry -> assertThat(retry).matches("retry: \\d+"),
                        name -> assertThat(name).isEqualTo("event: goaway"),
                        data -> assertThat(data)
                                .matches("data: \\{\"code\":1012,\"reason\":\".+\",\"reconnectAfterMillis\":\\d+}"));
        return events - 1;
    }

    private static void inThread(Runnable task) {
        Thread thread = new Thread(task, "drain-test");
        thread.setDaemon(true);
        thread.start();
    }
}
