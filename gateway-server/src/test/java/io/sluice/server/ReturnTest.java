package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
@Timeout(20)
class ReturnTest {

    private static final int CLIENTS_PER_SURFACE = 4;
    private static final int RETURNS = 50;
    private static final int MOST_PER_VISIT = 40;
    private static final int BURST = 4;

    /** Deliveries that all clients together may be behind. */
    private static final long MOST_AHEAD = 3000;

    private static final List<String> TOPICS = List.of("a", "b");
    private static final String QUERY = "?topic=a&topic=b";

    private final AtomicLong returns = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong toldLost = new AtomicLong();
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
            for (String topic : TOPICS) {
                String first = publisher.publishForPosition("/api/push?topic=" + topic, topic + ":1");
                epochs.put(topic, first.substring(0, first.indexOf(':')));
            }
            List<CompletableFuture<Void>> audits = new ArrayList<>();
            for (int i = 0; i < CLIENTS_PER_SURFACE; i++) {
                for (Function<Ledger, Visit> surface : surfaces(port)) {
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
            assertThat(toldLost.get()).as("retention was long enough").isZero();
            System.out.println("returns: " + returns + " while " + 2 * number + " were published, in "
                    + (System.nanoTime() - begin) / 1_000_000 + " ms");
            gateway.awaitNoConnection(TestGateway.PATIENCE);
        }
    }

    private static void publish(PushClient publisher, long first) {
        for (long number = first; number < first + BURST; number++) {
            for (String topic : TOPICS) {
                publisher.send("/api/push?topic=" + topic, topic + ":" + number);
            }
        }
        for (int answers = 0; answers < BURST * TOPICS.size(); answers++) {
            assertThat(publisher.answer().offset()).isEqualTo(first + answers / TOPICS.size());
        }
    }

    private static List<Function<Ledger, Visit>> surfaces(int port) {
        return List.of(
                ledger -> new PlainVisit(port, ledger),
                ledger -> new JsonVisit(port, ledger),
                ledger -> new StreamVisit(port, ledger));
    }

    private void audit(Function<Ledger, Visit> surface, Random random) {
        Ledger ledger = new Ledger();
        try {
            for (int i = 0; i < RETURNS; i++) {
                Visit visit = surface.apply(ledger);
                for (int left = random.nextInt(MOST_PER_VISIT); left > 0; left--) {
                    visit.takeOne();
                    taken.incrementAndGet();
                }
                visit.drop(random.nextBoolean());
                returns.incrementAndGet();
            }
        } finally {
            visiting.countDown();
        }
        Map<String, Long> all = heads.join();
        Visit visit = surface.apply(ledger);
        while (!ledger.last.equals(all)) {
            visit.takeOne();
        }
        visit.drop(false);
    }

    /** Up to where one client got everything. */
    private final class Ledger {

        final Map<String, Long> last = new HashMap<>(Map.of("a", 1L, "b", 1L));
        String lastId = positions();

        String position(String topic) {
            return epochs.get(topic) + ":" + last.get(topic);
        }

        String positions() {
            return position("a") + "," + position("b");
        }

        void got(String payload) {
            String topic = payload.substring(0, 1);
            long number = Long.parseLong(payload.substring(2));
            assertThat(number).as("the next of " + topic).isEqualTo(last.getOrDefault(topic, 0L) + 1);
            last.put(topic, number);
        }

        void lost(String topic, long upTo) {
            toldLost.incrementAndGet();
            last.put(topic, upTo);
        }
    }

    /** From the handshake until the connection drops. */
    private interface Visit {

        /** Takes the next message. */
        void takeOne();

        Wire wire();

        default void drop(boolean hard) {
            if (hard) {
                wire().reset();
            } else {
                wire().close();
            }
        }
    }

    private record PlainVisit(WsClient client, Ledger ledger) implements Visit {

        PlainVisit(int port, Ledger ledger) {
            this(WsClient.open(port, "/ws" + QUERY + "&since=" + ledger.positions(), 0), ledger);
        }

        @Override
        public void takeOne() {
            ledger.got(client.nextText());
        }

        @Override
        public Wire wire() {
            return client.wire;
        }
    }

    private record JsonVisit(JsonClient client, Ledger ledger) implements Visit {

        JsonVisit(int port, Ledger ledger) {
            this(JsonClient.open(port, "/ws", 0), ledger);
            for (String topic : TOPICS) {
                client.command(
                        "subscribe",
                        "\"topics\":[{\"topic\":\"" + topic + "\",\"since\":\"" + ledger.position(topic) + "\"}]");
            }
        }

        @Override
        public void takeOne() {
            for (JsonNode event = client.next(); !takes(event); event = client.next()) {
                // Whatever is no message is told on the way.
            }
        }

        private boolean takes(JsonNode event) {
            String topic = event.get("topic").textValue();
            switch (event.get("type").textValue()) {
                case "message" -> {
                    ledger.got(event.get("data").textValue());
                    assertThat(event.get("offset").longValue()).isEqualTo(ledger.last.get(topic));
                    return true;
                }
                case "subscribed" -> {
                    if (!event.get("recovered").booleanValue()) {
                        ledger.lost(topic, event.get("offset").longValue());
                    }
                }
                case "gap" -> ledger.lost(topic, event.get("to").longValue());
                default -> throw new AssertionError(event.toString());
            }
            return false;
        }

        @Override
        public Wire wire() {
            return client.socket.wire;
        }
    }

    private record StreamVisit(SseClient client, Ledger ledger) implements Visit {

        StreamVisit(int port, Ledger ledger) {
            this(SseClient.open(port, "/sse" + QUERY, "Last-Event-ID: " + ledger.lastId), ledger);
        }

        @Override
        public void takeOne() {
            String data = client.nextData();
            ledger.lastId = client.lastId();
            if (data.startsWith("{")) {
                JsonNode gap = ProtocolSchema.parse(data);
                ledger.lost(
                        gap.get("topic").textValue(),
                        gap.path("to").asLong(gap.path("offset").asLong()));
            } else {
                ledger.got(data);
                assertThat(ledger.lastId).isEqualTo(ledger.positions());
            }
        }

        @Override
        public Wire wire() {
            return client.wire;
        }
    }
}
