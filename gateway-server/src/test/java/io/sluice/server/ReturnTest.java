package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients of all surfaces that drop and come back, again and again, while publishers run. Each publication is its own
 * number: what a client has got between its first and its last is all of it, once, but for what it was told it lost.
 */
@Timeout(90)
class ReturnTest {

    private static final int CLIENTS_PER_SURFACE = 4;
    private static final int RETURNS = 200;
    private static final int MOST_PER_VISIT = 40;
    private static final int BURST = 4;

    /** Deliveries that all clients together may be behind. */
    private static final long MOST_AHEAD = 3000;

    private static final long FOR_EVER = 1L << 40;

    private final AtomicLong returns = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final Map<String, String> epochs = new HashMap<>();
    private final CountDownLatch visiting = new CountDownLatch(3 * CLIENTS_PER_SURFACE);
    private final CompletableFuture<Map<String, Long>> heads = new CompletableFuture<>();

    @Test
    void whoComesBackMissesNothingAndGetsNothingTwice() throws Exception {
        long begin = System.nanoTime();
        try (TestGateway gateway = TestGateway.start();
                PushClient publisher = gateway.publisher();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int port = gateway.gateway.clientPort();
            for (String topic : Visits.TOPICS) {
                String first = publisher.publishForPosition("/api/push?topic=" + topic, topic + ":1");
                epochs.put(topic, first.substring(0, first.indexOf(':')));
            }
            List<CompletableFuture<Void>> audits = new ArrayList<>();
            for (int i = 0; i < CLIENTS_PER_SURFACE; i++) {
                for (Function<Visits.Ledger, Visits.Visit> surface : Visits.surfaces(port)) {
                    Random random = new Random(i);
                    audits.add(CompletableFuture.runAsync(() -> audit(surface, random), threads));
                }
            }
            long number = 1;
            while (visiting.getCount() > 0) {
                if (2 * 3L * CLIENTS_PER_SURFACE * number - taken.get() > MOST_AHEAD) {
                    // No sleep, only a turn for the others.
                    publisher.get("/healthz");
                } else {
                    publish(publisher, number + 1);
                    number += BURST;
                }
            }
            heads.complete(Map.of("a", number, "b", number));
            audits.forEach(CompletableFuture::join);
            assertThat(returns.get()).isGreaterThanOrEqualTo(3L * CLIENTS_PER_SURFACE * RETURNS);
            System.out.println("returns: " + returns + " while " + 2 * number + " were published, in "
                    + (System.nanoTime() - begin) / 1_000_000 + " ms");
            gateway.awaitNoConnection(TestGateway.PATIENCE);
        }
    }

    private static void publish(PushClient publisher, long first) {
        for (long number = first; number < first + BURST; number++) {
            for (String topic : Visits.TOPICS) {
                publisher.send("/api/push?topic=" + topic, topic + ":" + number);
            }
        }
        for (int answers = 0; answers < BURST * Visits.TOPICS.size(); answers++) {
            assertThat(publisher.answer().offset()).isEqualTo(first + answers / Visits.TOPICS.size());
        }
    }

    private void audit(Function<Visits.Ledger, Visits.Visit> surface, Random random) {
        Visits.Ledger ledger = new Visits.Ledger(epochs);
        try {
            for (int i = 0; i < RETURNS; i++) {
                Visits.Visit visit = surface.apply(ledger);
                for (int left = random.nextInt(MOST_PER_VISIT); left > 0; left--) {
                    visit.takeOne();
                    taken.incrementAndGet();
                }
                visit.drop(random.nextBoolean());
                returns.incrementAndGet();
            }
        } finally {
            visiting.countDown();
            // Who has ended holds nobody up.
            taken.addAndGet(FOR_EVER);
        }
        Map<String, Long> all = heads.join();
        Visits.Visit visit = surface.apply(ledger);
        while (!ledger.last.equals(all)) {
            visit.takeOne();
        }
        visit.drop(false);
        assertThat(ledger.toldLost).as("retention was long enough").isZero();
    }
}
