package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Connections that come and go. {@code -Dsluice.churn=500000} makes it long. */
class ChurnTest {

    private static final int CYCLES = Integer.getInteger("sluice.churn", 50_000);
    private static final int IN_FLIGHT = 250;
    private static final int WARM_UP = 1_000;
    private static final int RECONNECTS = 10_000;
    private static final Duration BOUND = Duration.ofMillis(2L * CYCLES);
    private static final Duration LATENCY_BOUND = Duration.ofSeconds(1);
    private static final long ALLOCATOR_SLACK = 16L << 20;

    @Test
    void connectionsThatComeAndGoLeaveNothing() {
        try (TestGateway gateway = TestGateway.start("limits.handshake-timeout=5s")) {
            churn(gateway, WARM_UP, "/ws?topic=a");
            gateway.awaitEmpty();
            long directBytes = directBytes();
            long begin = System.nanoTime();
            churn(gateway, CYCLES, "/ws?topic=a");
            gateway.awaitEmpty();
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            System.out.println("churn: " + CYCLES + " cycles in " + took + ", direct memory " + directBytes + " -> "
                    + directBytes());
            assertThat(took).isLessThan(BOUND);
            assertThat(gateway.closed()).isEqualTo(gateway.opened());
            assertThat(directBytes() - directBytes).isLessThan(ALLOCATOR_SLACK);
        }
    }

    @Test
    void reconnectsAtFullSpeedDelayNoHealthySubscriber() {
        AtomicLong worst = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        try (TestGateway gateway = TestGateway.start();
                Crowd healthy =
                        new Crowd(gateway.gateway.clientPort(), "/ws?topic=a", 10, 16 << 10, (member, payload) -> {
                            FanOutTest.inOrder(member, payload);
                            worst.accumulateAndGet(System.nanoTime() - payload.getLong(), Math::max);
                        })) {
            CompletableFuture<Long> publishing = CompletableFuture.supplyAsync(() -> publishUntil(stop, gateway));
            // The first thousand find cold code, which is not what the bound is about.
            churn(gateway, WARM_UP, "/ws?topic=a");
            worst.set(0);
            churn(gateway, RECONNECTS, "/ws?topic=a");
            stop.set(true);
            long published = publishing.join();
            healthy.awaitReceived(published, TestGateway.PATIENCE);
            assertThat(healthy.ended()).isZero();
            System.out.println("reconnects: " + published + " published meanwhile, worst latency "
                    + Duration.ofNanos(worst.get()));
            assertThat(Duration.ofNanos(worst.get())).isLessThan(LATENCY_BOUND);
            Eventually.await("the others are gone", () -> gateway.subscribers() == 10, TestGateway.PATIENCE);
        }
    }

    private static long publishUntil(AtomicBoolean stop, TestGateway gateway) {
        long published = 0;
        try (PushClient publisher = gateway.publisher()) {
            while (!stop.get()) {
                int begin = Math.toIntExact(published);
                publisher.publishAll(
                        "/api/push?topic=a",
                        100,
                        32,
                        i -> ByteBuffer.allocate(128)
                                .putLong(begin + i)
                                .putLong(System.nanoTime())
                                .array());
                published += 100;
            }
        }
        return published;
    }

    private static void churn(TestGateway gateway, int cycles, String target) {
        int port = gateway.gateway.clientPort();
        for (int done = 0; done < cycles; done += IN_FLIGHT) {
            List<Wire> wires = new ArrayList<>();
            for (int i = 0; i < IN_FLIGHT; i++) {
                Wire wire = new Wire(port, 0);
                wires.add(wire);
                wire.write(
                        switch (i % 5) {
                            case 0, 1 -> WsClient.handshake(target);
                            case 2 -> SseClient.request(target.replace("/ws", "/sse"));
                            default -> WsClient.handshake(target).substring(0, 60);
                        });
            }
            for (int i = 0; i < IN_FLIGHT; i++) {
                end(wires.get(i), i % 5);
            }
        }
    }

    private static void end(Wire wire, int kind) {
        switch (kind) {
            case 0 -> {
                assertThat(wire.readHead().status()).isEqualTo(101);
                // A masked Close with code 1000; whether it is read before the end of the stream, both must do.
                wire.write(new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xE8});
                wire.close();
            }
            case 1 -> {
                assertThat(wire.readHead().status()).isEqualTo(101);
                wire.reset();
            }
            case 2 -> {
                assertThat(wire.readHead().status()).isEqualTo(200);
                wire.close();
            }
            case 3 -> wire.close();
            default -> wire.reset();
        }
    }

    private static long directBytes() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }
}
