package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code /api/connections} over real sockets. */
class ConnectionListingTest {

    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
    private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"");

    private final TestGateway gateway = TestGateway.start("node.name=n1");
    private final PushClient publisher = gateway.publisher();

    @AfterEach
    void stop() {
        publisher.close();
        gateway.close();
    }

    private static List<Long> ids(String body) {
        return ID.matcher(body)
                .results()
                .map(found -> Long.parseLong(found.group(1)))
                .toList();
    }

    private static String next(String body) {
        Matcher matcher = NEXT.matcher(body);
        assertThat(matcher.find()).as(body).isTrue();
        return matcher.group(1);
    }

    @Test
    void aConnectionTellsWhereItStands() {
        try (WsClient client = gateway.webSocket("/ws?topic=a&topic=b")) {
            publisher.publish("/api/push?topic=a", "x");
            assertThat(client.nextText()).isEqualTo("x");
            assertThat(publisher.get("/api/connections").body())
                    .matches("\\{\"items\":\\[\\{\"id\":1,\"user\":null,\"transport\":\"websocket\","
                            + "\"remoteAddress\":\"127.0.0.1\",\"openedAt\":\"[^\"]+Z\",\"state\":\"OPEN\","
                            + "\"topics\":\\[\"a\",\"b\"],\"pendingBytes\":0,\"behindMessages\":0,\"behindBytes\":0,"
                            + "\"behindSeconds\":0.0,\"node\":\"n1\"}],\"next\":null}");
        }
    }

    @Test
    void theFurthestBehindComesFirst() {
        try (WsClient fast = gateway.webSocket("/ws?topic=other");
                WsClient slow = WsClient.open(gateway.gateway.clientPort(), "/ws?topic=a", 4096)) {
            publisher.publishAll("/api/push?topic=a", 100, 8, number -> new byte[32 << 10]);
            String lagging = "\"behindMessages\":[1-9]\\d*,\"behindBytes\":\\d{5,},\"behindSeconds\":\\d+\\.\\d";
            Eventually.await(
                    "the slow one is behind",
                    () -> Pattern.compile(lagging)
                            .matcher(publisher
                                    .get("/api/connections?sort=lag&limit=1")
                                    .body())
                            .find(),
                    TestGateway.PATIENCE);
            assertThat(ids(publisher.get("/api/connections?sort=lag").body())).containsExactly(2L, 1L);
            assertThat(ids(publisher.get("/api/connections?sort=id").body())).containsExactly(1L, 2L);
            assertThat(slow.wire.read()).isNotNegative();
            assertThat(fast.wire).isNotNull();
        }
    }

    @Test
    void pagesByLagFollowEachOther() {
        try (WsClient one = gateway.webSocket("/ws?topic=a");
                WsClient two = gateway.webSocket("/ws?topic=a");
                WsClient three = gateway.webSocket("/ws?topic=a")) {
            String first = publisher.get("/api/connections?sort=lag&limit=2").body();
            assertThat(ids(first)).containsExactly(1L, 2L);
            String second = publisher
                    .get("/api/connections?sort=lag&limit=2&after=" + next(first))
                    .body();
            assertThat(ids(second)).containsExactly(3L);
            assertThat(second).endsWith("\"next\":null}");
            assertThat(List.of(one, two, three)).hasSize(3);
        }
    }

    @Test
    void aWrongQueryHearsWhatIsAllowed() {
        assertRefused("?sort=age", "sort is not one of id, lag");
        assertRefused("?sort=lag&sort=lag", "sort comes more than once");
        assertRefused("?limit=1001", "limit is not a whole number from 1 to 1000");
        assertRefused("?limit=%2B5", "limit is not a whole number from 1 to 1000");
        assertRefused("?order=lag", "allowed: limit, after, sort, scope");
        assertRefused("?limit=%zz", "not percent-encoded correctly");
        assertRefused("?after=x", "after is not the next of a page before");
        for (String after : List.of("5", "5-", "-5", "x-5")) {
            assertRefused("?sort=lag&after=" + after, "after is not the next of a page before");
        }
    }

    private void assertRefused(String query, String part) {
        PushClient.Answer answer = publisher.get("/api/connections" + query);
        assertThat(answer.status()).as(query).isEqualTo(400);
        assertThat(answer.body()).contains("urn:sluice:problem:bad-query", part);
    }
}
