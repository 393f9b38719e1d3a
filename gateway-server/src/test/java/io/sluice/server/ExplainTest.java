package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.model.Disconnect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code /api/explain}: each verdict, over real sockets. */
class ExplainTest {

    private static final int SMALL_BUFFER = 4096;

    private final TestGateway gateway = TestGateway.start(
            "node.name=n1",
            "heartbeat.interval=50ms",
            "heartbeat.timeout=20s",
            "delivery.send-buffer=16KiB",
            "close.timeout=200ms",
            "retention.messages=20",
            "client.user-header=x-user",
            "client.trusted-proxies=127.0.0.1",
            "topics=[{match: skip, lag: {policy: skip}}]");
    private final PushClient publisher = gateway.publisher();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        publisher.close();
        gateway.close();
    }

    private <T extends AutoCloseable> T keep(T client) {
        open.add(client);
        return client;
    }

    private WsClient ann(String target) {
        return keep(WsClient.open(gateway.gateway.clientPort(), target, 0, "X-User: ann\r\n"));
    }

    private JsonNode explain(String query) {
        PushClient.Answer answer = publisher.get("/api/explain?" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return ProtocolSchema.parse(answer.body());
    }

    private static JsonNode verdict(JsonNode explained) {
        return explained.get("verdicts").get(0);
    }

    private static JsonNode topic(JsonNode explained) {
        return explained.get("connections").get(0).get("topics").get(0);
    }

    private JsonNode assertVerdict(String query, String verdict, String words) {
        JsonNode explained = explain(query);
        assertThat(verdict(explained).get("verdict").textValue())
                .as(explained.toPrettyString())
                .isEqualTo(verdict);
        assertThat(verdict(explained).get("text").textValue()).contains(words);
        return explained;
    }

    private void awaitVerdict(String query, String verdict) {
        Eventually.await(
                () -> explain(query).toPrettyString(),
                () -> verdict(explain(query)).get("verdict").textValue().equals(verdict),
                TestGateway.PATIENCE);
    }

    private void awaitClosed(int connections) {
        Eventually.await(
                connections + " are closed",
                () -> gateway.closed() == connections && gateway.hasNoConnection(),
                TestGateway.PATIENCE);
    }

    // ---- it arrived, or may have

    @Test
    void whoAnswersAPingHasConfirmed() {
        WsClient client = ann("/ws?topic=a");
        publisher.publish("/api/push?topic=a", "x");
        assertThat(client.nextText()).isEqualTo("x");
        WsClient.Frame ping = client.next();
        assertThat(ping.opcode).isEqualTo(WsClient.PING);
        assertVerdict("user=ann&topic=a", "written", "answered no ping");
        client.send(WsClient.FIN | WsClient.PONG, ping.payload);
        // That ping may have been sent before the message came; the next ones were not.
        for (int i = 0; i < 2; i++) {
            ping = client.next();
            client.send(WsClient.FIN | WsClient.PONG, ping.payload);
        }
        awaitVerdict("user=ann&topic=a", "confirmed");
        JsonNode explained = explain("user=ann");
        JsonNode connection = explained.get("connections").get(0);
        assertThat(connection.get("node").textValue()).isEqualTo("n1");
        assertThat(connection.get("user").textValue()).isEqualTo("ann");
        assertThat(connection.get("transport").textValue()).isEqualTo("websocket");
        assertThat(connection.get("remoteAddress").textValue()).isEqualTo("127.0.0.1");
        assertThat(connection.get("state").textValue()).isEqualTo("OPEN");
        assertThat(topic(explained).get("start").longValue()).isZero();
        assertThat(topic(explained).get("written").longValue()).isEqualTo(1);
        assertThat(topic(explained).get("confirmed").longValue()).isEqualTo(1);
        assertThat(verdict(explained).get("publishedAt").textValue()).endsWith("Z");
        assertThat(explain("address=127.0.0.1").get("connections")).hasSize(1);
    }

    @Test
    void whoNeverAnswersConfirmsNothingAlsoAfterTheEnd() {
        WsClient client = ann("/ws?topic=a");
        publisher.publish("/api/push?topic=a", "x");
        while (client.next().opcode == WsClient.PING) {
            // not answered
        }
        // An empty pong, which nobody asked for, confirms nothing.
        client.send(WsClient.FIN | WsClient.PONG, new byte[0]);
        assertVerdict("user=ann&topic=a", "written", "answered no ping that followed");
        client.wire.reset();
        awaitClosed(1);
        JsonNode explained = assertVerdict("user=ann&topic=a&offset=1", "written", "after the publication (");
        JsonNode connection = explained.get("connections").get(0);
        assertThat(connection.get("state").textValue()).isEqualTo("CLOSED");
        assertThat(connection.get("closedAt").textValue()).endsWith("Z");
        assertThat(connection.get("cause").textValue()).isIn("reset", "write-error");
        assertThat(connection.get("code").intValue()).isEqualTo(1006);
    }

    @Test
    void anEventStreamConfirmsNothing() {
        SseClient client = keep(gateway.stream("/sse?topic=a&client=tab-1"));
        publisher.publish("/api/push?topic=a", "x");
        assertThat(client.nextData()).isEqualTo("x");
        JsonNode explained = assertVerdict("client=tab-1", "written", "an event stream confirms nothing");
        assertThat(topic(explained).has("confirmed")).isFalse();
    }

    @Test
    void whoResumesSaysThatItHasWhatWasBefore() {
        String position = publisher.publishForPosition("/api/push?topic=a", "x");
        ann("/ws?topic=a&since=" + position);
        assertVerdict("user=ann&topic=a&offset=1", "resumed-after", "resumed after offset 1");
    }

    // ---- it did not

    @Test
    void whoDoesNotReadIsBehind() {
        JsonClient client = keep(JsonClient.open(gateway.gateway.clientPort(), "/ws?topic=skip", SMALL_BUFFER));
        client.next("subscribed");
        publisher.publishAll("/api/push?topic=skip", 15, 4, number -> new byte[60 << 10]);
        JsonNode explained =
                assertVerdict("connection=1&topic=skip", "not-yet-written", "it is open and has been written");
        assertThat(topic(explained).get("behindMessages").longValue()).isPositive();
        publisher.publishAll("/api/push?topic=skip", 40, 4, number -> new byte[60 << 10]);
        while (client.next().get("type").textValue().equals("message")) {
            // up to the gap
        }
        JsonNode gap = topic(explain("connection=1&topic=skip")).get("gaps").get(0);
        assertVerdict("connection=1&topic=skip&offset=" + gap.get("from").longValue(), "gap-told", "a gap told it so");
        assertThat(gap.get("reason").textValue()).isEqualTo("lag");
    }

    @Test
    void whoIsClosedForItsLagEndedBefore() {
        WsClient client =
                keep(WsClient.open(gateway.gateway.clientPort(), "/ws?topic=a", SMALL_BUFFER, "X-User: ann\r\n"));
        publisher.publishAll("/api/push?topic=a", 60, 4, number -> new byte[60 << 10]);
        Eventually.await("closed", () -> gateway.closed(Disconnect.SLOW) == 1, TestGateway.PATIENCE);
        JsonNode closed = topic(explain("user=ann&topic=a"));
        long next = closed.get("written").longValue() + 1;
        JsonNode explained = assertVerdict(
                "user=ann&topic=a&offset=" + next, "ended-before-written", "too slow, reconnect to resume");
        assertThat(verdict(explained).get("publishedAt").isNull()).isTrue();
        assertThat(client.wire.readToEndOrReset()).isPositive();
    }

    @Test
    void whoComesLaterHearsHowMuchLater() {
        publisher.publish("/api/push?topic=a", "x");
        ann("/ws?topic=a");
        assertVerdict("user=ann&topic=a&offset=1", "subscribed-after", "delivery began after offset 1");
    }

    @Test
    void whoLeftBeforeWasNotConnected() {
        WsClient client = ann("/ws?topic=a");
        client.sendClose(1000);
        awaitClosed(1);
        publisher.publish("/api/push?topic=a", "x");
        JsonNode explained = assertVerdict("user=ann&topic=a", "not-connected", "closed by the client");
        assertThat(explained.get("connections").get(0).get("cause").textValue()).isEqualTo("client-closed");
        assertVerdict("user=bob&topic=a", "not-connected", "no connection of it is known since");
    }

    @Test
    void whoUnsubscribedOrNeverSubscribedIsToldApart() {
        JsonClient client = keep(gateway.json("/ws?topic=a&client=tab-1"));
        client.next("subscribed");
        client.unsubscribe("a");
        client.next("unsubscribed");
        publisher.publish("/api/push?topic=a", "x");
        publisher.publish("/api/push?topic=b", "x");
        assertVerdict("client=tab-1&topic=a", "unsubscribed", "its subscription had ended before");
        assertVerdict("client=tab-1&topic=b", "never-subscribed", "none of its 1 known connections");
    }

    @Test
    void whoWasRefusedIsKnown() {
        try (SseClient refused = gateway.stream("/sse?topic=%20", "X-User: ann")) {
            assertThat(refused.head.status()).isEqualTo(400);
        }
        try (SseClient refused = gateway.stream("/sse?topic=a", "X-User: a b")) {
            assertThat(refused.head.status()).isEqualTo(400);
        }
        JsonNode explained = assertVerdict("user=ann&topic=a", "refused", "(topic)");
        assertThat(explained.get("refused").get(0).get("reason").textValue()).isEqualTo("topic");
        publisher.publish("/api/push?topic=a", "x");
        assertVerdict("user=ann&topic=a", "refused", "(topic)");
        // Whom nobody knows is found by the address.
        assertThat(explain("address=127.0.0.1").get("refused")).hasSize(2);
        assertThat(explain("user=bob").get("refused")).isEmpty();
        ann("/ws?topic=other");
        assertThat(explain("user=ann").get("refused")).hasSize(2);
    }

    @Test
    void anotherEpochAndWhatIsNotPublishedAreSaid() {
        String position = publisher.publishForPosition("/api/push?topic=a", "x");
        String epoch = position.substring(0, position.indexOf(':'));
        ann("/ws?topic=a");
        assertVerdict("user=ann&topic=a&offset=1&epoch=" + epoch, "subscribed-after", "");
        assertVerdict("user=ann&topic=a&offset=1&epoch=x", "unknown", "it read the epoch " + epoch);
        assertVerdict("user=ann&topic=a&offset=2", "not-published", "the newest offset of the topic is 1");
        assertVerdict("user=ann&topic=b", "never-subscribed", "none of its 1");
    }

    @Test
    void aHandshakeThatEndsInAGoodbyeIsExplained() {
        WsClient client = ann("/ws?topic=a&since=x:5");
        client.assertClosedWith(4009);
        awaitClosed(1);
        publisher.publish("/api/push?topic=a", "x");
        JsonNode explained = explain("user=ann");
        assertThat(topic(explained).get("reason").textValue()).isEqualTo("epoch");
        assertThat(explained.get("connections").get(0).get("cause").textValue()).isEqualTo("position-lost");
    }

    // ---- what may be asked

    @Test
    void aWrongQueryHearsWhatIsAllowed() {
        assertRefused("", "names nobody; allowed: exactly one of user, client, connection, address");
        assertRefused("user=a&client=b", "names several things");
        assertRefused("user=", "user is not 1 to 128 characters");
        assertRefused("user=" + "x".repeat(129), "user is not 1 to 128 characters");
        assertRefused("connection=x", "connection is not the id");
        assertRefused("user=a&topic=a%20b", "topic: a topic name has the character U+0020");
        assertRefused("user=a&offset=1", "offset without topic");
        assertRefused("user=a&topic=a&offset=0", "offset is not a whole number from 1 to 9007199254740991");
        assertRefused("user=a&topic=a&offset=9007199254740992", "offset is not a whole number");
        assertRefused("user=a&topic=a&epoch=x", "epoch without offset");
        assertRefused("user=a&topic=a&offset=1&epoch=X", "epoch is not 1 to 13 characters");
        assertRefused("user=a&limit=101", "limit is not a whole number from 1 to 100");
        assertRefused("user=a&scope=all", "scope is not one of fleet, node");
        assertRefused(
                "user=a&since=1", "allowed: user, client, connection, address, topic, offset, epoch, limit, scope");
        publisher.send("/api/explain?user=a", "text/plain", "x".getBytes(StandardCharsets.US_ASCII));
        assertThat(publisher.answer().status()).isEqualTo(405);
    }

    private void assertRefused(String query, String part) {
        PushClient.Answer answer = publisher.get("/api/explain?" + query);
        assertThat(answer.status()).as(query).isEqualTo(400);
        assertThat(answer.body()).contains("urn:sluice:problem:bad-query", part);
    }
}
