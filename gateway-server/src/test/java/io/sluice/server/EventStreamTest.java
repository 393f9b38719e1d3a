package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventStreamTest {

    private final TestGateway gateway = TestGateway.start("client.origins=https://app.example.com");
    private final PushClient publisher = gateway.publisher();

    @AfterEach
    void stop() {
        publisher.close();
        gateway.close();
    }

    @Test
    void theAnswerIsAnUncachedUnbufferedStreamThatSaysWhenToComeBack() {
        try (SseClient client = gateway.stream("/sse?topic=a")) {
            assertThat(client.head.status()).isEqualTo(200);
            assertThat(client.head.header("content-type")).startsWith("text/event-stream");
            assertThat(client.head.header("cache-control")).isEqualTo("no-store");
            assertThat(client.head.header("x-accel-buffering")).isEqualTo("no");
            assertThat(client.head.headers())
                    .doesNotContainKeys("transfer-encoding", "content-length", "access-control-allow-origin");
            assertThat(client.nextBlock()).singleElement().asString().matches("retry: \\d+");
        }
    }

    @Test
    void anAllowedOriginIsEchoed() {
        try (SseClient client = gateway.stream("/sse", "Origin: https://app.example.com")) {
            assertThat(client.head.header("access-control-allow-origin")).isEqualTo("https://app.example.com");
            assertThat(client.head.header("access-control-allow-credentials")).isEqualTo("true");
            assertThat(client.head.header("vary")).containsIgnoringCase("origin");
        }
    }

    @Test
    void eachEventHasItsPositionAndItsData() {
        try (SseClient client = gateway.stream("/sse?topic=a")) {
            long first = publisher.publish("/api/push?topic=a", "one");
            publisher.publish("/api/push?topic=a", "two");
            assertThat(client.nextEvent())
                    .satisfiesExactly(
                            id -> assertThat(id).matches("id: \\S+:" + first),
                            data -> assertThat(data).isEqualTo("data: one"));
            assertThat(client.nextEvent())
                    .satisfiesExactly(
                            id -> assertThat(id).matches("id: \\S+:" + (first + 1)),
                            data -> assertThat(data).isEqualTo("data: two"));
        }
    }

    @Test
    void everyKindOfLineBreakStartsADataLine() {
        try (SseClient client = gateway.stream("/sse?topic=a")) {
            publisher.publish("/api/push?topic=a", "lf\ncrlf\r\ncr\rtwo\n\nend\n");
            assertThat(dataOf(client))
                    .containsExactly(
                            "data: lf", "data: crlf", "data: cr", "data: two", "data: ", "data: end", "data: ");
            publisher.publish("/api/push?topic=a", "");
            assertThat(dataOf(client)).containsExactly("data: ");
        }
    }

    @Test
    void binaryIsAnEventOfItsOwnInBase64() {
        byte[] payload = {0, 1, 2, (byte) 0xFF, '\n'};
        try (SseClient client = gateway.stream("/sse?topic=a")) {
            publisher.publishBinary("/api/push?topic=a", payload);
            List<String> event = client.nextEvent();
            assertThat(event)
                    .contains("event: binary", "data: " + Base64.getEncoder().encodeToString(payload));
        }
    }

    @Test
    void aStreamBeginsWithAnIdWithoutData() {
        long last = publisher.publish("/api/push?topic=a", "before");
        try (SseClient client = gateway.stream("/sse?topic=a")) {
            client.nextBlock();
            assertThat(client.nextBlock()).singleElement().asString().matches("id: \\S+:" + last);
        }
    }

    @Test
    void eachEventOfSeveralTopicsHasThePositionsOfThemAll() {
        try (SseClient client = gateway.stream("/sse?topic=a&topic=b")) {
            client.nextBlock();
            assertThat(client.nextBlock()).singleElement().asString().matches("id: \\w+:0,\\w+:0");
            publisher.publish("/api/push?topic=b", "of b");
            assertThat(client.nextBlock())
                    .satisfiesExactly(
                            data -> assertThat(data).isEqualTo("data: of b"),
                            id -> assertThat(id).matches("id: \\w+:0,\\w+:1"));
            publisher.publish("/api/push?topic=a", "of a");
            assertThat(client.nextBlock())
                    .satisfiesExactly(
                            data -> assertThat(data).isEqualTo("data: of a"),
                            id -> assertThat(id).matches("id: \\w+:1,\\w+:1"));
        }
    }

    @Test
    void withoutATopicItIsBroadcast() {
        try (SseClient client = gateway.stream("/sse")) {
            publisher.publish("/api/push", "to all");
            assertThat(dataOf(client)).containsExactly("data: to all");
        }
    }

    @Test
    void aTopicWithASlashIsABadRequest() {
        assertRefused("/sse?topic=a/b", 400, "topic");
        assertRefused("/ws?topic=", 426, "upgrade");
    }

    @Test
    void anUnknownPathIsNotFound() {
        assertRefused("/nowhere", 404, "");
    }

    @Test
    void aWebSocketPathWithoutUpgradeAsksForIt() {
        assertRefused("/ws?topic=a", 426, "Upgrade");
    }

    @Test
    void aForeignOriginIsForbiddenAndTheRuleIsNamed() {
        try (SseClient client = gateway.stream("/sse", "Origin: https://evil.example.org")) {
            assertThat(client.head.status()).isEqualTo(403);
            assertThat(client.wire.readToEnd()).contains("FOREIGN", "client.origins");
        }
        assertThat(gateway.log().messages())
                .anyMatch(Pattern.compile("--set client.origins=").asPredicate());
    }

    @Test
    void aWebSocketHandshakeWithABadTopicIsABadRequest() {
        try (Wire wire = new Wire(gateway.gateway.clientPort(), 0)) {
            wire.write(WsClient.handshake("/ws?topic=a%20b"));
            Wire.Head head = wire.readHead();
            assertThat(head.status()).isEqualTo(400);
            assertThat(head.header("content-type")).isEqualTo("application/problem+json");
        }
        gateway.awaitEmpty();
    }

    private void assertRefused(String target, int status, String words) {
        try (SseClient client = gateway.stream(target, "Connection: close")) {
            assertThat(client.head.status()).isEqualTo(status);
            assertThat(client.head.header("content-type")).isEqualTo("application/problem+json");
            assertThat(client.wire.readToEnd()).contains(words);
        }
        gateway.awaitEmpty();
    }

    private static List<String> dataOf(SseClient client) {
        List<String> event = client.nextEvent();
        assertThat(event).isNotNull();
        return event == null
                ? List.of()
                : event.stream().filter(line -> line.startsWith("data:")).toList();
    }
}
