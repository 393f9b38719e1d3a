package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Clients that check what they get. Each publication is {@code <topic>:<number>}, and its number is its offset. */
final class Visits {

    static final List<String> TOPICS = List.of("a", "b");

    private static final String QUERY = "?topic=a&topic=b";

    private Visits() {}

    /** One visit per call, of each surface. */
    static List<Function<Ledger, Visit>> surfaces(int port) {
        return List.of(
                ledger -> new PlainVisit(port, ledger),
                ledger -> new JsonVisit(port, ledger),
                ledger -> new StreamVisit(port, ledger));
    }

    /** Up to where one client got everything. */
    static final class Ledger {

        final Map<String, Long> last = new HashMap<>(Map.of("a", 1L, "b", 1L));
        final Map<String, String> epochs;
        String lastId;
        int toldLost;

        Ledger(Map<String, String> epochs) {
            this.epochs = epochs;
            this.lastId = epochs.get("a") + ":1," + epochs.get("b") + ":1";
        }

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
            toldLost++;
            last.put(topic, upTo);
        }
    }

    /** From the handshake until the connection drops. */
    interface Visit {

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
