package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server must understand a target that names the whole URL (RFC 9112 §3.2.2). */
class AbsoluteTargetTest {

    private final TestGateway gateway = TestGateway.start();
    private final PushClient publisher = gateway.publisher();

    @AfterEach
    void stop() {
        publisher.close();
        gateway.close();
    }

    private String atClientPort(String target) {
        return "http://localhost:" + gateway.gateway.clientPort() + target;
    }

    private String atPushPort(String target) {
        return "http://localhost:" + gateway.gateway.pushPort() + target;
    }

    @Test
    void aWebSocketOpensOnItsTopics() {
        try (WsClient client = gateway.webSocket(atClientPort("/ws?topic=a&topic=b"))) {
            publisher.publish("/api/push?topic=b", "of b");
            publisher.publish("/api/push?topic=other", "elsewhere");
            assertThat(client.nextText()).isEqualTo("of b");
            publisher.publish("/api/push?topic=a", "of a");
            assertThat(client.nextText()).isEqualTo("of a");
        }
    }

    @Test
    void anEventStreamOpensOnItsTopic() {
        try (SseClient stream = gateway.stream(atClientPort("/sse?topic=a"))) {
            assertThat(stream.head.status()).isEqualTo(200);
            publisher.publish("/api/push?topic=a", "hello");
            assertThat(stream.nextEvent()).contains("data: hello");
        }
    }

    @Test
    void aPublicationGoesToItsTopic() {
        try (WsClient client = gateway.webSocket("/ws?topic=a")) {
            assertThat(publisher.publish(atPushPort("/api/push?topic=a"), "hello"))
                    .isEqualTo(1);
            assertThat(client.nextText()).isEqualTo("hello");
        }
    }

    @Test
    void aUrlWithoutPathIsTheRoot() {
        try (Wire wire = new Wire(gateway.gateway.clientPort(), 0)) {
            wire.write("GET " + atClientPort("") + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(wire.readHead().status()).isEqualTo(200);
        }
        assertThat(publisher.get(atPushPort("")).status()).isEqualTo(200);
    }

    @Test
    void aSlashInTheQueryBelongsToNoPath() {
        try (Wire wire = new Wire(gateway.gateway.clientPort(), 0)) {
            wire.write("GET " + atClientPort("?next=/ws") + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(wire.readHead().header("content-type")).startsWith("text/html");
        }
    }
}
