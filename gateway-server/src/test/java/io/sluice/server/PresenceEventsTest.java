package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Joins and leaves as a subscriber of {@code presence:<topic>} hears them. */
class PresenceEventsTest {

    private static final String RULE = "topics=[{match: room, presence: true}]";
    private static final String DEBOUNCE = "presence.debounce=50ms";

    private static String withoutTime(String event) {
        return event.replaceFirst(",\"at\":\"[^\"]+Z\"", "").replaceFirst("\"connection\":\\d+", "\"connection\":n");
    }

    private static Object members(TestGateway gateway) {
        return gateway.registry()
                .getGauges((name, metric) -> name.equals("presence.members"))
                .values()
                .iterator()
                .next()
                .getValue();
    }

    @Test
    void aListenerHearsWhoComesAndWhoLeaves() {
        try (TestGateway gateway = TestGateway.start(RULE, DEBOUNCE);
                WsClient listener = gateway.webSocket("/ws?topic=presence:room")) {
            WsClient client = gateway.webSocket("/ws?topic=room");
            assertThat(withoutTime(listener.nextText())).isEqualTo("{\"event\":\"join\",\"connection\":n}");
            client.close();
            assertThat(withoutTime(listener.nextText())).isEqualTo("{\"event\":\"leave\",\"connection\":n}");
        }
    }

    @Test
    void anEventStreamIsPresentToo() {
        try (TestGateway gateway = TestGateway.start(RULE, DEBOUNCE);
                WsClient listener = gateway.webSocket("/ws?topic=presence:room");
                SseClient client = gateway.stream("/sse?topic=room")) {
            assertThat(client.head.status()).isEqualTo(200);
            assertThat(listener.nextText()).contains("\"join\"");
        }
    }

    @Test
    void whoComesBackUnderTheSameNameWithinTheDebounceIsNotToldOf() {
        try (TestGateway gateway = TestGateway.start(RULE, "presence.debounce=1h");
                WsClient listener = gateway.webSocket("/ws?topic=presence:room")) {
            gateway.webSocket("/ws?topic=room&client=tab-1").close();
            assertThat(listener.nextText()).contains("\"join\"");
            try (WsClient again = gateway.webSocket("/ws?topic=room&client=tab-1");
                    WsClient other = gateway.webSocket("/ws?topic=room&client=tab-2")) {
                assertThat(again.head.status()).isEqualTo(101);
                assertThat(other.head.status()).isEqualTo(101);
                // The next event is the join of another: there was none of the first.
                assertThat(listener.nextText()).contains("\"join\"");
            }
            assertThat(members(gateway)).isEqualTo(2);
        }
    }

    @Test
    void topicsWithoutTheRuleAreNotToldOf() {
        try (TestGateway gateway = TestGateway.start(RULE, DEBOUNCE);
                WsClient client = gateway.webSocket("/ws?topic=hall")) {
            assertThat(client.head.status()).isEqualTo(101);
            assertThat(members(gateway)).isEqualTo(0);
        }
    }

    @Test
    void aRuleForAllTopicsDoesNotTellOfThoseWhoListenToPresence() {
        try (TestGateway gateway = TestGateway.start("topics=[{match: '*', presence: true}]", DEBOUNCE);
                WsClient listener = gateway.webSocket("/ws?topic=presence:room");
                WsClient client = gateway.webSocket("/ws?topic=room")) {
            assertThat(client.head.status()).isEqualTo(101);
            assertThat(listener.nextText()).contains("\"join\"");
            assertThat(members(gateway)).isEqualTo(1);
        }
    }

    @Test
    void nobodyElsePublishesToATopicOfPresence() {
        try (TestGateway gateway = TestGateway.start(RULE);
                PushClient publisher = gateway.publisher()) {
            publisher.send("/api/push?topic=presence:room", "{}");
            PushClient.Answer answer = publisher.answer();
            assertThat(answer.head().status()).isEqualTo(400);
            assertThat(answer.body()).contains("only the gateway publishes");
        }
    }

    @Test
    void aNameThatACLientCannotHaveIsRefused() {
        try (TestGateway gateway = TestGateway.start(RULE);
                SseClient client = gateway.stream("/sse?client=a%20b")) {
            assertThat(client.head.status()).isEqualTo(400);
        }
    }
}
