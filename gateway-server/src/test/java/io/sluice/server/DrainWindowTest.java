package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.sluice.model.Disconnect;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is left when {@code drain.window} is over. */
class DrainWindowTest {

    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofSeconds(2);
    private static final int PAYLOAD = 60 << 10;

    private final TestGateway gateway =
            TestGateway.start("drain.window=" + WINDOW.toMillis() + "ms", "close.timeout=1m", "retention.bytes=64MiB");

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void assertCutAtTheWindow(CompletableFuture<Boolean> drained) throws Exception {
        assertThat(drained.get(WINDOW.plus(SLACK).toMillis(), TimeUnit.MILLISECONDS))
                .as("everybody went in time")
                .isFalse();
        assertThat(gateway.log().messages()).contains("drain.window is over: closing 1 connections");
    }

    /** A shard that is stuck keeps the drain from going through its steps, so that nobody is sent away before. */
    @Test
    void whoeverWasNotSentAwayGetsTheGoodbyeAndIsClosedWithoutAnAnswer() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        try (WsClient client = gateway.webSocket("/ws?topic=a")) {
            EventLoop own = gateway.gateway.channels().iterator().next().eventLoop();
            for (EventLoop other : gateway.gateway.loops().clientLoops()) {
                if (!other.equals(own)) {
                    other.execute(() -> awaitUninterruptibly(stuck));
                }
            }
            assertCutAtTheWindow(gateway.gateway.drain());
            assertThat(client.next().closeCode()).isEqualTo(1012);
            assertThat(client.wire.isAtEnd()).isTrue();
        } finally {
            stuck.countDown();
        }
        gateway.awaitNoConnection(TestGateway.PATIENCE);
        assertThat(gateway.closed(Disconnect.DRAIN)).isEqualTo(1);
    }

    @Test
    void aClientThatDoesNotAnswerTheGoodbyeIsClosed() throws Exception {
        try (WsClient client = gateway.webSocket("/ws?topic=a")) {
            CompletableFuture<Boolean> drained = gateway.gateway.drain();
            assertThat(client.next().closeCode()).isEqualTo(1012);
            assertCutAtTheWindow(drained);
            assertThat(client.wire.isAtEnd()).isTrue();
        }
        gateway.awaitNoConnection(TestGateway.PATIENCE);
        assertThat(gateway.closed(Disconnect.DRAIN)).isEqualTo(1);
    }

    @Test
    void aClientThatDoesNotReadIsClosed() throws Exception {
        try (PushClient publisher = gateway.publisher();
                WsClient client = WsClient.open(gateway.gateway.clientPort(), "/ws?topic=a", 4096)) {
            publisher.publishAll("/api/push?topic=a", 400, 8, number -> new byte[PAYLOAD]);
            assertThat(TestGateway.pendingBytes(
                            gateway.gateway.channels().iterator().next()))
                    .isPositive();
            assertCutAtTheWindow(gateway.gateway.drain());
            assertThat(client.wire.readToEndOrReset()).isPositive();
        }
        gateway.awaitNoConnection(TestGateway.PATIENCE);
        assertThat(gateway.closed(Disconnect.DRAIN)).isEqualTo(1);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(TestGateway.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
