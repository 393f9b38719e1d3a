package io.sluice.server.publisher;

import static io.sluice.server.publisher.Publisher.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.model.PayloadKind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PushPortTest {

    @Test
    void aPublicationIsAnsweredWithItsPosition() {
        try (Publisher publisher = new Publisher()) {
            publisher.post("/api/push?topic=a&key=k", "hello");
            assertThat(publisher.engine.payloads).containsExactly("hello");
            assertThat(publisher.engine.commands.get(0).key()).isEqualTo("k");
            assertThat(publisher.answers()).isEmpty();
            publisher.engine.accept(0);
            assertThat(publisher.answers())
                    .startsWith("HTTP/1.1 202 ")
                    .endsWith("{\"topic\":\"a\",\"epoch\":\"z\",\"offset\":1}");
        }
    }

    @Test
    void severalTopicsAreAnsweredWithAnArrayInOrder() {
        try (Publisher publisher = new Publisher()) {
            publisher.engine.acceptAtOnce = true;
            publisher.post("/api/push?topic=b&topic=%61", "");
            assertThat(publisher.answers())
                    .endsWith(
                            "[{\"topic\":\"b\",\"epoch\":\"z\",\"offset\":1},{\"topic\":\"a\",\"epoch\":\"z\",\"offset\":1}]");
        }
    }

    @Test
    void withoutTopicTheBroadcastTopicIsMeant() {
        try (Publisher publisher = new Publisher()) {
            publisher.engine.acceptAtOnce = true;
            publisher.post("/api/push", "x");
            assertThat(publisher.answers()).contains("\"topic\":\"broadcast\"");
        }
    }

    @Test
    void answersKeepTheOrderOfTheRequestsWhateverTheOrderOfTheOutcomes() throws InterruptedException {
        try (Publisher publisher = new Publisher()) {
            publisher.send(request("POST", "/api/push?topic=a", "Content-Length: 1", "1")
                    + request("GET", "/nowhere", "", "")
                    + request("POST", "/api/push?topic=b", "Content-Length: 1", "2"));
            Thread hub = Thread.ofPlatform().start(() -> publisher.engine.accept(1));
            hub.join();
            assertThat(publisher.answers()).isEmpty();
            publisher.engine.accept(0);
            assertThat(publisher.answers()).matches("(?s)HTTP/1.1 202 .*\"a\".*HTTP/1.1 404 .*HTTP/1.1 202 .*\"b\".*");
        }
    }

    @Test
    void noMoreRequestsAreTakenThanMayBePipelined() {
        try (Publisher publisher = new Publisher("push.max-pipelined=2")) {
            String one = request("POST", "/api/push", "Content-Length: 1", "x");
            publisher.send(one.repeat(5));
            assertThat(publisher.engine.commands).hasSize(2);
            assertThat(publisher.channel.config().isAutoRead()).isFalse();
            for (int i = 0; i < 5; i++) {
                publisher.engine.accept(i);
                publisher.channel.runPendingTasks();
            }
            assertThat(publisher.answers().split("HTTP/1.1 202 ", -1)).hasSize(6);
            assertThat(publisher.channel.config().isAutoRead()).isTrue();
        }
    }

    @Test
    void aPublisherThatVanishesLeavesNothing() {
        Publisher publisher = new Publisher();
        publisher.send(request("POST", "/api/push", "Content-Length: 9", "half").repeat(1));
        publisher.close();
        Publisher other = new Publisher("push.max-pipelined=1");
        other.send(request("POST", "/api/push", "Content-Length: 1", "x").repeat(3));
        other.close();
        other.engine.accept(0);
    }

    @Test
    void aBodyInPiecesArrivesWhole() {
        try (Publisher publisher = new Publisher()) {
            for (byte b :
                    request("POST", "/api/push", "Content-Length: 5", "hello").getBytes(StandardCharsets.UTF_8)) {
                publisher.send(new byte[] {b});
            }
            assertThat(publisher.engine.payloads).containsExactly("hello");
            publisher.engine.accept(0);
            assertThat(publisher.answers()).startsWith("HTTP/1.1 202 ");
        }
    }

    @Test
    void aBodyTooLargeIsRefusedBeforeItIsSent() {
        try (Publisher publisher = new Publisher("push.max-payload=4")) {
            publisher.send(request("POST", "/api/push", "Content-Length: 5\r\nExpect: 100-continue", ""));
            assertThat(publisher.answers()).startsWith("HTTP/1.1 413 ").contains("connection: close");
            assertThat(publisher.channel.isOpen()).isFalse();
        }
    }

    @Test
    void aChunkedBodyThatGrowsTooLargeIsRefused() {
        try (Publisher publisher = new Publisher("push.max-payload=4")) {
            publisher.send(request("POST", "/api/push", "Transfer-Encoding: chunked", "3\r\nabc\r\n"));
            assertThat(publisher.answers()).isEmpty();
            publisher.send("2\r\nde\r\n");
            assertThat(publisher.answers()).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void aWaitingPublisherIsToldToContinue() {
        try (Publisher publisher = new Publisher()) {
            publisher.engine.acceptAtOnce = true;
            publisher.send(request("POST", "/api/push", "Content-Length: 2\r\nExpect: 100-continue", ""));
            assertThat(publisher.answers()).startsWith("HTTP/1.1 100 Continue");
            publisher.send("ok");
            assertThat(publisher.answers()).startsWith("HTTP/1.1 202 ");
        }
    }

    @Test
    void theContentTypeDecidesWhatTheBytesMustBe() {
        try (Publisher publisher = new Publisher()) {
            publisher.engine.acceptAtOnce = true;
            publisher.send(
                    request("POST", "/api/push", "Content-Type: application/json\r\nContent-Length: 7", "{\"a\":1}"));
            publisher.send(
                    request("POST", "/api/push", "Content-Type: Application/Octet-Stream\r\nContent-Length: 1", ""));
            publisher.send(new byte[] {(byte) 0xFF});
            assertThat(publisher.engine.commands.stream().map(c -> c.kind()))
                    .containsExactly(PayloadKind.JSON, PayloadKind.BINARY);
            publisher.answers();
            for (String wrong : new String[] {"{\"a\":1", "1 2 3 4", "nulllll", "[\"\\x\"] "}) {
                publisher.send(request(
                        "POST",
                        "/api/push",
                        "Content-Type: application/json\r\nContent-Length: " + wrong.length(),
                        wrong));
                assertThat(publisher.answers())
                        .startsWith("HTTP/1.1 400 ")
                        .contains("not-json")
                        .doesNotContain("[Source");
            }
            publisher.send(request("POST", "/api/push", "Content-Length: 1", ""));
            publisher.send(new byte[] {(byte) 0xFF});
            assertThat(publisher.answers()).startsWith("HTTP/1.1 400 ").contains("not-utf8");
        }
    }

    @Test
    void whatTheHubRefusesSaysWhenToTryAgain() {
        try (Publisher publisher = new Publisher()) {
            for (Reason reason : Reason.values()) {
                publisher.post("/api/push", "x");
                publisher.engine.refuse(publisher.engine.commands.size() - 1, reason);
                String status = switch (reason) {
                    case MAILBOX_FULL, SHARE_FULL, BACKLOG -> "429";
                    case MEMORY, TOPICS, DRAINING, UNAVAILABLE -> "503";
                    case UNKNOWN -> "504";
                };
                assertThat(publisher.answers()).startsWith("HTTP/1.1 " + status).contains("retry-after: 2");
            }
            assertThat(publisher.registry.counter("push.refused.mailbox-full").getCount())
                    .isEqualTo(1);
        }
    }

    @Test
    void wrongRequestsHearWhatIsWrong() {
        try (Publisher publisher = new Publisher()) {
            assertAnswer(publisher, request("GET", "/nothing", "", ""), "404", "not-found");
            assertAnswer(publisher, request("GET", "/api/push", "", ""), "405", "allow: POST");
            assertAnswer(publisher, request("OPTIONS", "/api/push", "", ""), "405", "allow: POST");
            assertAnswer(publisher, request("POST", "/metrics", "Content-Length: 0", ""), "405", "allow: GET, HEAD");
            assertAnswer(
                    publisher, request("POST", "/api/push?topic=a/b", "Content-Length: 0", ""), "400", "bad-topic");
            assertAnswer(
                    publisher, request("POST", "/api/push?topic=a&topic=a", "Content-Length: 0", ""), "400", "twice");
            assertAnswer(publisher, request("POST", "/api/push?topics=a", "Content-Length: 0", ""), "400", "bad-query");
            assertAnswer(
                    publisher, request("POST", "/api/push?topic=%zz", "Content-Length: 0", ""), "400", "bad-query");
            assertAnswer(publisher, request("GET", "/api/topics?limit=0", "", ""), "400", "limit");
            assertAnswer(publisher, request("GET", "/api/topics?limit=5", "", ""), "200", "\"next\":\"limit5\"");
            assertAnswer(publisher, request("GET", "/healthz", "", ""), "200", "all loops turn");
            assertAnswer(publisher, request("GET", "/readyz", "", ""), "503", "warming up");
            assertAnswer(publisher, request("GET", "/", "", ""), "200", "curl");
            assertAnswer(publisher, "what is this\r\n\r\n", "400", "malformed-http");
            assertThat(publisher.channel.isOpen()).isFalse();
        }
    }

    @Test
    void headLinesAndHeadersAreBounded() {
        try (Publisher publisher = new Publisher("limits.request-line-bytes=256")) {
            assertAnswer(publisher, request("GET", "/" + "a".repeat(300), "", ""), "414", "close");
        }
        try (Publisher publisher = new Publisher("limits.header-bytes=256")) {
            assertAnswer(publisher, request("GET", "/", "X: " + "a".repeat(300), ""), "431", "close");
        }
    }

    @Test
    void aRequestThatClosesIsTheLastOneAnswered() {
        try (Publisher publisher = new Publisher()) {
            publisher.send(request("POST", "/api/push", "Connection: close\r\nContent-Length: 1", "1")
                    + request("POST", "/api/push", "Content-Length: 1", "2"));
            assertThat(publisher.engine.payloads).containsExactly("1");
            publisher.engine.accept(0);
            assertThat(publisher.answers()).contains("202").contains("connection: close");
            assertThat(publisher.channel.isOpen()).isFalse();
        }
    }

    static void assertAnswer(Publisher publisher, String request, String status, String part) {
        publisher.send(request);
        assertThat(publisher.answers()).startsWith("HTTP/1.1 " + status).contains(part);
    }
}
