package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code sluice.v1.json} does while the hub does not answer, or says no. */
class UnansweredSubscribeTest {

    private final TestGateway gateway = TestGateway.start("hub.subscribe-commands=1", "limits.topics=2");
    private final JsonClient client = gateway.json("/ws");
    private final CountDownLatch hubMayGoOn = new CountDownLatch(1);

    @BeforeEach
    void stopTheHub() throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        gateway.gateway.loops().hub.execute(() -> {
            stopped.countDown();
            await(hubMayGoOn);
        });
        assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        hubMayGoOn.countDown();
        client.close();
        gateway.awaitEmpty();
        gateway.close();
    }

    @Test
    void whereTheLaneIsFullASubscribeIsUnavailableAndTheConnectionLives() {
        client.subscribe("a");
        client.subscribe("b");
        client.assertError("unavailable");
        client.assertNothingElse();
        hubMayGoOn.countDown();
        assertThat(client.next("subscribed").get("topic").textValue()).isEqualTo("a");
        client.subscribe("b");
        assertThat(client.next("subscribed").get("topic").textValue()).isEqualTo("b");
    }

    @Test
    void moreTopicsThanTheGatewayMayHoldAreUnavailable() {
        hubMayGoOn.countDown();
        client.subscribe("a");
        client.next("subscribed");
        client.subscribe("b", "c");
        client.assertError("unavailable");
        client.subscribe("b");
        assertThat(client.next("subscribed").get("topic").textValue()).isEqualTo("b");
    }

    @Test
    void aCommandAboutATopicThatIsNotAnsweredWaitsAndSoDoThoseBehindIt() {
        client.subscribe("a");
        client.unsubscribe("a");
        client.ping();
        gateway.awaitUnread();
        hubMayGoOn.countDown();
        client.next("subscribed");
        client.next("unsubscribed");
        client.next("pong");
        client.assertNothingElse();
    }
}
