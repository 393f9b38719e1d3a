package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlainWebSocketTest {

    private final TestGateway gateway = TestGateway.start();
    private final PushClient publisher = gateway.publisher();

    @AfterEach
    void stop() {
        publisher.close();
        gateway.close();
    }

    @Test
    void aSubscriberGetsExactlyWhatIsPublishedAfterItsHandshake() {
        publisher.publish("/api/push?topic=a", "before");
        try (WsClient client = gateway.webSocket("/ws?topic=a")) {
            publisher.publish("/api/push?topic=other", "elsewhere");
            publisher.publish("/api/push?topic=a", "one");
            publisher.publish("/api/push?topic=a", "two");
            assertThat(client.nextText()).isEqualTo("one");
            assertThat(client.nextText()).isEqualTo("two");
            client.send(WsClient.FIN | WsClient.PING, new byte[0]);
            assertThat(client.next().opcode).as("nothing else came").isEqualTo(WsClient.PONG);
        }
    }

    @Test
    void binaryArrivesAsBinaryByteForByte() {
        byte[] payload = new byte[60_000];
        new Random(7).nextBytes(payload);
        try (WsClient client = gateway.webSocket("/ws?topic=a")) {
            publisher.publishBinary("/api/push?topic=a", payload);
            publisher.publishBinary("/api/push?topic=a", new byte[0]);
            WsClient.Frame frame = client.next();
            assertThat(frame.opcode).isEqualTo(WsClient.BINARY);
            assertThat(frame.payload).isEqualTo(payload);
            assertThat(client.next().payload).isEmpty();
        }
    }

    @Test
    void textArrivesAsTextCharacterForCharacter() {
        String text = "line\r\nnext \u0000 \"quoted\" Grüße 漢字 🙂";
        try (WsClient client = gateway.webSocket("/ws?topic=a")) {
            publisher.publish("/api/push?topic=a", text);
            assertThat(client.nextText()).isEqualTo(text);
        }
    }

    @Test
    void twoTopicsShareOneConnection() {
        try (WsClient client = gateway.webSocket("/ws?topic=a&topic=b")) {
            publisher.publish("/api/push?topic=a", "of a");
            assertThat(client.nextText()).isEqualTo("of a");
            publisher.publish("/api/push?topic=b", "of b");
            assertThat(client.nextText()).isEqualTo("of b");
        }
    }

    @Test
    void withoutATopicItIsBroadcast() {
        try (WsClient client = gateway.webSocket("/ws")) {
            publisher.publish("/api/push", "to all");
            assertThat(client.nextText()).isEqualTo("to all");
            publisher.publish("/api/push?topic=broadcast", "by name");
            assertThat(client.nextText()).isEqualTo("by name");
        }
    }

    @Test
    void aTopicWithoutSubscribersAndMessagesIsForgotten() {
        try (WsClient client = gateway.webSocket("/ws?topic=a&topic=b")) {
            assertThat(gateway.gateway.delivery().hub.topicCount()).isEqualTo(2);
            client.sendClose(1000);
            assertThat(client.wire.isAtEnd()).isFalse();
        }
        gateway.awaitEmpty();
    }
}
