package io.sluice.server.publisher;

import static io.sluice.server.publisher.Publisher.request;
import static io.sluice.server.publisher.PushPortTest.assertAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PushGatesTest {

    private static final String KEYS = "push.keys=shop:0123456789abcdef0123,desk:fedcba98765432100123";

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
                        new FakeReads(),
                        new MetricRegistry())
                .initializer());
        channel.writeInbound(Publisher.utf8(request("POST", "/api/push", "Content-Length: 1", "x")));
        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
    }

    private static void assertHost(Publisher publisher, String host, String headers, String status) {
        publisher.send("POST /api/push HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "Content-Length: 1\r\n\r\nx");
        assertThat(publisher.answers()).as(host + ' ' + headers).startsWith("HTTP/1.1 " + status);
    }
}
