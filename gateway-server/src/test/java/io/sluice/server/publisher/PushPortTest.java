package io.sluice.server.publisher;

import static io.sluice.server.publisher.Publisher.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.model.PayloadKind;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PushPortTest {

    private static final String KEYS = "push.keys=shop:0123456789abcdef0123,desk:fedcba98765432100123";

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
                assertThat(publisher.answers()).startsWith("HTTP/1.1 400 ").contains("not-json");
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
    void withoutKeysForeignPagesAndNamesAreRefused() {
        try (Publisher publisher = new Publisher("push.hosts=dev.example")) {
            publisher.engine.acceptAtOnce = true;
            assertHost(publisher, "evil.example", "", "403");
            assertHost(publisher, "localhost.evil.example:8081", "", "403");
            assertHost(publisher, "127.0.0.1.evil.example", "", "403");
            assertHost(publisher, "DEV.example:1", "", "202");
            assertHost(publisher, "127.9.9.9:8081", "", "202");
            assertHost(publisher, "[::1]:8081", "Origin: http://[::1]:8081\r\n", "202");
            assertHost(publisher, "localhost:8081", "Origin: http://localhost:3000\r\n", "403");
            assertHost(publisher, "localhost:8081", "Origin: null\r\n", "403");
            assertHost(publisher, "localhost", "Host: localhost\r\n", "400");
        }
    }

    @Test
    void withKeysOneOfThemIsNeeded() {
        try (Publisher publisher = new Publisher(KEYS)) {
            publisher.engine.acceptAtOnce = true;
            assertAnswer(publisher, request("GET", "/metrics", "", ""), "401", "www-authenticate: Bearer");
            assertAnswer(publisher, request("GET", "/healthz", "", ""), "200", "ok");
            String wrong = "Authorization: Bearer 0123456789abcdef0124\r\nContent-Length: 1";
            assertAnswer(publisher, request("POST", "/api/push", wrong, "x"), "401", "unauthorized");
            String right = "Authorization: bearer fedcba98765432100123\r\nContent-Length: 1";
            assertAnswer(publisher, request("POST", "/api/push", right, "x"), "202", "broadcast");
            assertThat(publisher.engine.commands.get(0).publisher()).isEqualTo("desk");
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

    private static void assertHost(Publisher publisher, String host, String headers, String status) {
        publisher.send("POST /api/push HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "Content-Length: 1\r\n\r\nx");
        assertThat(publisher.answers()).as(host + ' ' + headers).startsWith("HTTP/1.1 " + status);
    }

    private static void assertAnswer(Publisher publisher, String request, String status, String part) {
        publisher.send(request);
        assertThat(publisher.answers()).startsWith("HTTP/1.1 " + status).contains(part);
    }

    @Test
    void aRequestThatTricklesIsCutOff() {
        for (String part :
                new String[] {"POST /api/push HT", request("POST", "/api/push", "Content-Length: 9", "half")}) {
            try (Publisher publisher = new Publisher("limits.handshake-timeout=10s")) {
                publisher.channel.freezeTime();
                publisher.send(part);
                for (int second = 0; second < 31; second++) {
                    publisher.channel.advanceTimeBy(1, TimeUnit.SECONDS);
                    publisher.channel.runScheduledPendingTasks();
                    if (publisher.channel.isOpen()) {
                        publisher.send("a");
                    }
                    if (part.endsWith("half") && second == 3) {
                        break;
                    }
                }
                publisher.channel.advanceTimeBy(30, TimeUnit.SECONDS);
                publisher.channel.runScheduledPendingTasks();
                assertThat(publisher.answers()).startsWith("HTTP/1.1 408 ").contains("connection: close");
                assertThat(publisher.channel.isOpen()).isFalse();
            }
        }
    }

    @Test
    void aFailureOfTheEngineClosesTheConnection() {
        EmbeddedChannel channel = new EmbeddedChannel(Publisher.port(
                        command -> {
                            command.payload().release();
                            throw new IllegalStateException("broken on purpose");
                        },
                        new MetricRegistry())
                .initializer());
        channel.writeInbound(Publisher.utf8(request("POST", "/api/push", "Content-Length: 1", "x")));
        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
    }
}
