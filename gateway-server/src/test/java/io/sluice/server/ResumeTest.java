package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Disconnect;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Coming back to where one was, on the surfaces without commands. */
class ResumeTest {

    private final TestGateway gateway = TestGateway.start("retention.messages=5");
    private final PushClient publisher = gateway.publisher();

    @AfterEach
    void stop() {
        publisher.close();
        gateway.close();
    }

    private String publish(String topic, String payload) {
        return publisher.publishForPosition("/api/push?topic=" + topic, payload);
    }

    @Test
    void aPlainWebSocketGoesOnBehindThePositionItNames() {
        String one = publish("a", "one");
        publish("a", "two");
        publish("a", "three");
        try (WsClient client = gateway.webSocket("/ws?topic=a&since=" + one)) {
            assertThat(client.nextText()).isEqualTo("two");
            assertThat(client.nextText()).isEqualTo("three");
            publish("a", "four");
            assertThat(client.nextText()).isEqualTo("four");
        }
        assertThat(gateway.counter("positions.recovered")).isEqualTo(1);
    }

    @Test
    void eachTopicHasAStartOfItsOwn() {
        publish("a", "a1");
        String b1 = publish("b", "b1");
        publish("b", "b2");
        try (WsClient client = gateway.webSocket("/ws?topic=a&topic=b&topic=a&since=," + b1)) {
            assertThat(client.nextText()).isEqualTo("b2");
            publish("a", "a2");
            assertThat(client.nextText()).isEqualTo("a2");
        }
    }

    @Test
    void aPlainWebSocketBeginsWithTheNewestOrTheYoungest() {
        publish("a", "one");
        publish("a", "two");
        publish("a", "three");
        try (WsClient last = gateway.webSocket("/ws?topic=a&last=2");
                WsClient none = gateway.webSocket("/ws?topic=a&last=0");
                WsClient young = gateway.webSocket("/ws?topic=a&since=-1h")) {
            assertThat(last.nextText()).isEqualTo("two");
            assertThat(last.nextText()).isEqualTo("three");
            assertThat(young.nextText()).isEqualTo("one");
            publish("a", "four");
            assertThat(none.nextText()).isEqualTo("four");
        }
    }

    @Test
    void aLostPositionClosesAPlainWebSocketBeforeAnyMessage() {
        String one = publish("a", "one");
        for (int i = 0; i < 50; i++) {
            publish("a", "later");
        }
        String[] lost = {one, "nosuchepoch:1", one.replaceAll(":.*", ":9999")};
        for (String position : lost) {
            try (WsClient client = gateway.webSocket("/ws?topic=a&since=" + position)) {
                client.assertClosedWith(4009);
            }
        }
        gateway.awaitNoConnection(TestGateway.PATIENCE);
        assertThat(gateway.closed(Disconnect.POSITION_LOST)).isEqualTo(3);
        assertThat(gateway.counter("positions.lost.epoch")).isEqualTo(1);
        assertThat(gateway.counter("positions.lost.retention")).isEqualTo(1);
        assertThat(gateway.counter("positions.lost.ahead")).isEqualTo(1);
    }

    @Test
    void aStreamGoesOnBehindTheIdOfTheLastEventWithoutLossOrDuplicate() {
        List<String> got = new ArrayList<>();
        String id;
        try (SseClient client = gateway.stream("/sse?topic=a&topic=b")) {
            publish("a", "a1");
            got.add(client.nextData());
            publish("b", "b1");
            got.add(client.nextData());
            id = client.lastId();
            publish("a", "unread");
            client.wire.reset();
        }
        publish("b", "b2");
        try (SseClient client = gateway.stream("/sse?topic=a&topic=b", "Last-Event-ID: " + id)) {
            got.add(client.nextData());
            got.add(client.nextData());
            publish("a", "a3");
            got.add(client.nextData());
        }
        assertThat(got).containsExactly("a1", "b1", "unread", "b2", "a3");
    }

    @Test
    void aStreamThatDropsBeforeItsFirstEventMissesNothing() {
        publish("a", "before");
        String id;
        try (SseClient client = gateway.stream("/sse?topic=a")) {
            client.nextBlock();
            client.nextBlock();
            id = client.lastId();
        }
        publish("a", "meanwhile");
        try (SseClient client = gateway.stream("/sse?topic=a", "Last-Event-ID: " + id)) {
            assertThat(client.nextData()).isEqualTo("meanwhile");
        }
    }

    @Test
    void aStreamIsToldWhichPositionIsLostAndBeginsWithTheOldest() {
        String one = publish("a", "one");
        for (int i = 0; i < 50; i++) {
            publish("a", "later");
        }
        assertLost("/sse?topic=a&since=" + one, "retention");
        assertLost("/sse?topic=a&since=nosuchepoch:1", "epoch");
        assertLost("/sse?topic=a&since=" + one.replaceAll(":.*", ":9999"), "ahead");
        assertLost("/sse?topic=a", "malformed", "Last-Event-ID: of another server");
        assertThat(gateway.counter("positions.lost.malformed")).isEqualTo(1);
    }

    private void assertLost(String target, String reason, String... headers) {
        try (SseClient client = gateway.stream(target, headers)) {
            client.nextBlock();
            assertThat(client.nextBlock())
                    .satisfiesExactly(
                            event -> assertThat(event).isEqualTo("event: gap"),
                            data -> assertThat(data)
                                    .matches("data: \\{\"topic\":\"a\",\"reason\":\"" + reason
                                            + "\",\"epoch\":\"\\w+\",\"offset\":\\d+,\"first\":\\d+}"));
            assertThat(client.nextBlock()).singleElement().asString().startsWith("id: ");
            assertThat(client.nextData()).isEqualTo("later");
        }
    }
}
