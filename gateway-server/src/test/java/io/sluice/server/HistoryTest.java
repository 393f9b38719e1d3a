package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code /api/topics/{topic}/history} over real sockets. */
class HistoryTest {

    private static final Pattern OFFSET = Pattern.compile("\\{\"offset\":(\\d+)");
    private static final Pattern EPOCH = Pattern.compile("\"epoch\":\"([^\"]+)\"");
    private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"");

    private final TestGateway gateway = TestGateway.start("retention.messages=100");
    private final PushClient publisher = gateway.publisher();

    @AfterEach
    void stop() {
        publisher.close();
        gateway.close();
    }

    private void publish(int count) {
        for (int i = 1; i <= count; i++) {
            publisher.publish("/api/push?topic=a", "m" + i);
        }
    }

    private String read(String query) {
        PushClient.Answer answer = publisher.get("/api/topics/a/history" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static List<Long> offsets(String body) {
        return OFFSET.matcher(body)
                .results()
                .map(found -> Long.parseLong(found.group(1)))
                .toList();
    }

    private static String find(Pattern pattern, String body) {
        Matcher matcher = pattern.matcher(body);
        assertThat(matcher.find()).as(body).isTrue();
        return matcher.group(1);
    }

    private String epoch() {
        return find(EPOCH, read(""));
    }

    @Test
    void aPublicationIsToldAsItWasPublished() {
        publisher.publish("/api/push?topic=a&key=k%C3%A9", "say \"hé\"\n");
        publisher.send("/api/push?topic=a", "application/json", "{\"x\": [1, 2]}".getBytes(StandardCharsets.UTF_8));
        assertThat(publisher.answer().status()).isEqualTo(202);
        publisher.publishBinary("/api/push?topic=a", new byte[] {(byte) 0xFF, 0, 1});
        publisher.publish("/api/push?topic=a", "");
        assertThat(read(""))
                .matches("\\{\"topic\":\"a\",\"epoch\":\"[0-9a-z]+\",\"first\":1,\"head\":4,\"items\":\\["
                        + "\\{\"offset\":1,\"time\":\"20[^\"]+Z\",\"key\":\"ké\",\"data\":\"say \\\\\"hé\\\\\"\\\\n\"},"
                        + "\\{\"offset\":2,\"time\":\"20[^\"]+Z\",\"data\":\\{\"x\": \\[1, 2]}},"
                        + "\\{\"offset\":3,\"time\":\"20[^\"]+Z\",\"data\":\"/wAB\",\"encoding\":\"base64\"},"
                        + "\\{\"offset\":4,\"time\":\"20[^\"]+Z\",\"data\":\"\"}],\"next\":null}");
    }

    @Test
    void withoutAStartItBeginsWithTheOldestThatIsRetained() {
        publish(130);
        String body = read("?limit=3");
        assertThat(body).contains("\"first\":31,\"head\":130").doesNotContain("recovered");
        assertThat(offsets(body)).containsExactly(31L, 32L, 33L);
    }

    @Test
    void pagesFollowEachOtherToTheHead() {
        publish(5);
        String first = read("?limit=2");
        assertThat(offsets(first)).containsExactly(1L, 2L);
        String second = read("?limit=2&since=" + find(NEXT, first));
        assertThat(offsets(second)).containsExactly(3L, 4L);
        String third = read("?limit=2&since=" + find(NEXT, second));
        assertThat(offsets(third)).containsExactly(5L);
        assertThat(third).endsWith("\"next\":null}");
    }

    @Test
    void theLastOnesAreThoseBeforeTheHead() {
        publish(5);
        assertThat(offsets(read("?last=2"))).containsExactly(4L, 5L);
        assertThat(offsets(read("?last=99"))).hasSize(5);
        assertThat(read("?last=0")).contains("\"items\":[],\"next\":null");
    }

    @Test
    void sinceATimeAreThoseThatAreNotOlder() {
        publish(2);
        assertThat(offsets(read("?since=-1h"))).containsExactly(1L, 2L);
        assertThat(offsets(read("?since=-0ms"))).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void sinceAPositionAreThoseAfterIt() {
        publish(3);
        String body = read("?since=" + epoch() + ":2");
        assertThat(offsets(body)).containsExactly(3L);
        assertThat(body).contains("\"recovered\":true").doesNotContain("reason");
        assertThat(read("?since=" + epoch() + ":3")).contains("\"recovered\":true,\"items\":[],\"next\":null");
    }

    @Test
    void aPositionThatIsLostBeginsWithTheOldestAndSaysWhy() {
        publish(120);
        String epoch = epoch();
        assertThat(read("?limit=1&since=zzz:5")).contains("\"recovered\":false,\"reason\":\"epoch\"");
        assertThat(read("?limit=1&since=" + epoch + ":500")).contains("\"recovered\":false,\"reason\":\"ahead\"");
        String overtaken = read("?limit=1&since=" + epoch + ":5");
        assertThat(overtaken).contains("\"recovered\":false,\"reason\":\"retention\"");
        assertThat(offsets(overtaken)).containsExactly(21L);
    }

    @Test
    void aPageHasAMebibyteOfPayloadAtMost() {
        publisher.publishAll("/api/push?topic=a", 40, 4, number -> new byte[60_000]);
        assertThat(offsets(read("?last=40"))).hasSize(17);
        assertThat(offsets(read("?last=10"))).hasSize(10);
    }

    @Test
    void aTopicThatIsSubscribedAndEmptyHasAnEmptyHistory() {
        try (WsClient client = gateway.webSocket("/ws?topic=a")) {
            assertThat(read("")).contains("\"first\":1,\"head\":0,\"items\":[],\"next\":null");
            assertThat(client.wire).isNotNull();
        }
    }

    @Test
    void aTopicThatDoesNotExistIsNotFound() {
        PushClient.Answer answer = publisher.get("/api/topics/nothing/history");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("urn:sluice:problem:not-found", "no such topic");
    }

    @Test
    void aWrongQueryHearsWhatIsAllowed() {
        assertRefused("?since=x", "since is neither a position");
        assertRefused("?since=30s", "since is neither a position");
        assertRefused("?since=-30y", "since is neither a position");
        assertRefused("?since=", "since is neither a position");
        assertRefused("?since=-30s&last=5", "since and last together");
        assertRefused("?last=-1", "last is not a whole number from 0 to 1000000");
        assertRefused("?last=1000001", "last is not a whole number from 0 to 1000000");
        assertRefused("?limit=1001", "limit is not a whole number from 1 to 1000");
        assertRefused("?after=5", "allowed: since, last, limit");
    }

    private void assertRefused(String query, String part) {
        PushClient.Answer answer = publisher.get("/api/topics/a/history" + query);
        assertThat(answer.status()).as(query).isEqualTo(400);
        assertThat(answer.body()).contains("urn:sluice:problem:bad-query", part);
    }
}
