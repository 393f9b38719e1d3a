package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The traces that publications belong to (W3C Trace Context), from publisher to subscriber. */
class TraceTest {

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String OTHER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
    private static final String BAD = "00-00000000000000000000000000000000-b7ad6b7169203331-00";

    private final TestGateway gateway = TestGateway.start();
    private final PushClient publisher = gateway.publisher();

    @AfterEach
    void stop() {
        publisher.close();
        gateway.close();
    }

    private void push(String payload, String... headers) {
        publisher.post("/api/push?topic=a", payload, headers);
        assertThat(publisher.answer().status()).isEqualTo(202);
    }

    private static String trace(JsonClient client) {
        return client.next("message").path("traceparent").asText("none");
    }

    @Test
    void aMessageNamesTheTraceOfItsPublicationAndNothingElseChanges() {
        try (JsonClient client = gateway.json("/ws?topic=a");
                WsClient plain = gateway.webSocket("/ws?topic=a");
                SseClient stream = gateway.stream("/sse?topic=a")) {
            client.next("subscribed");
            push("m1", "traceparent: " + TRACE, "tracestate: vendor=1");
            publisher.publish("/api/push?topic=a", "m2");
            assertThat(trace(client)).isEqualTo(TRACE);
            assertThat(client.next("message").toString())
                    .isEqualTo("{\"type\":\"message\",\"topic\":\"a\",\"offset\":2,\"data\":\"m2\"}");
            assertThat(plain.nextText()).isEqualTo("m1");
            assertThat(stream.nextData()).isEqualTo("m1");
        }
    }

    @Test
    void whoComesLaterIsToldTheTraceToo() {
        push("m1", "traceparent: " + TRACE);
        publisher.publish("/api/push?topic=a", "m2");
        try (JsonClient client = gateway.json("/ws?topic=a&last=2")) {
            client.next("subscribed");
            assertThat(trace(client)).isEqualTo(TRACE);
            assertThat(trace(client)).isEqualTo("none");
        }
        assertThat(publisher.get("/api/topics/a/history").body()).containsOnlyOnce("\"traceparent\":\"" + TRACE + "\"");
    }

    @Test
    void linesOfABatchBelongToTheirOwnTraceOrToThatOfTheRequest() {
        try (JsonClient client = gateway.json("/ws?topic=a")) {
            client.next("subscribed");
            publisher.post(
                    "/api/batch",
                    "{\"topic\":\"a\",\"text\":\"m1\"}\n{\"topic\":\"a\",\"text\":\"m2\",\"traceparent\":\"" + OTHER
                            + "\"}\n{\"topic\":\"a\",\"text\":\"m3\",\"traceparent\":\"" + BAD + "\"}\n",
                    "traceparent: " + TRACE);
            assertThat(publisher.chunkedBody()).contains("\"offset\":3").doesNotContain("error");
            assertThat(trace(client)).isEqualTo(TRACE);
            assertThat(trace(client)).isEqualTo(OTHER);
            assertThat(trace(client)).isEqualTo("none");
        }
        assertThat(gateway.counter("push.traces-ignored")).isEqualTo(1);
    }

    @Test
    void whatIsNoTraceIsIgnoredAndCounted() {
        try (JsonClient client = gateway.json("/ws?topic=a")) {
            client.next("subscribed");
            push("m1", "traceparent: " + BAD);
            push("m2", "traceparent: " + TRACE, "traceparent: " + OTHER);
            push("m3", "traceparent: ");
            for (int i = 0; i < 3; i++) {
                assertThat(trace(client)).isEqualTo("none");
            }
        }
        assertThat(gateway.counter("push.traces-ignored")).isEqualTo(3);
    }
}
