package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code /api/topics/{topic}/presence} over real sockets. */
class PresenceReadTest {

    private final TestGateway gateway = TestGateway.start("node.name=n1");
    private final PushClient publisher = gateway.publisher();

    @AfterEach
    void stop() {
        publisher.close();
        gateway.close();
    }

    private String read(String target) {
        PushClient.Answer answer = publisher.get(target);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private void assertRefused(String target, int status, String part) {
        PushClient.Answer answer = publisher.get(target);
        assertThat(answer.status()).as(target).isEqualTo(status);
        assertThat(answer.body()).contains(part);
    }

    @Test
    void whoeverSubscribesIsThereWhateverTheSurface() {
        try (WsClient socket = gateway.webSocket("/ws?topic=a&topic=b");
                SseClient stream = gateway.stream("/sse?topic=b")) {
            assertThat(read("/api/topics/b/presence"))
                    .matches("\\{\"topic\":\"b\",\"count\":2,\"items\":\\["
                            + "\\{\"connection\":1,\"user\":null,\"since\":\"[^\"]+Z\",\"transport\":\"websocket\","
                            + "\"remoteAddress\":\"127.0.0.1\",\"node\":\"n1\"},"
                            + "\\{\"connection\":2,\"user\":null,\"since\":\"[^\"]+Z\",\"transport\":\"sse\","
                            + "\"remoteAddress\":\"127.0.0.1\",\"node\":\"n1\"}],\"next\":null}");
            assertThat(read("/api/topics/a/presence")).contains("\"count\":1");
            assertThat(socket.wire).isNotSameAs(stream.wire);
        }
    }

    @Test
    void whoeverLeftIsNotThere() {
        gateway.webSocket("/ws?topic=a").close();
        gateway.awaitNoConnection(TestGateway.PATIENCE);
        assertThat(read("/api/topics/a/presence")).contains("\"count\":0,\"items\":[]");
    }

    @Test
    void nobodyIsOnATopicThatDoesNotExist() {
        assertThat(read("/api/topics/nobody/presence"))
                .isEqualTo("{\"topic\":\"nobody\",\"count\":0,\"items\":[],\"next\":null}");
    }

    @Test
    void pagesFollowEachOther() {
        try (Crowd crowd = new Crowd(gateway.gateway.clientPort(), "/ws?topic=a", 5, 4096, (member, payload) -> {})) {
            Eventually.await(
                    "all are there",
                    () -> read("/api/topics/a/presence").contains("\"count\":5"),
                    TestGateway.PATIENCE);
            assertThat(crowd.ended()).isZero();
            assertThat(read("/api/topics/a/presence?limit=3"))
                    .contains("\"count\":5", "\"connection\":1,", "\"connection\":3,")
                    .endsWith("\"next\":\"3\"}");
            assertThat(read("/api/topics/a/presence?limit=3&after=3"))
                    .contains("\"count\":5", "\"connection\":4,", "\"connection\":5,")
                    .doesNotContain("\"connection\":3,")
                    .endsWith("\"next\":null}");
        }
    }

    @Test
    void aNameMayBePercentEncoded() {
        assertThat(read("/api/topics/user%3A7%40x/presence")).contains("\"topic\":\"user:7@x\"");
    }

    @Test
    void aWrongRequestHearsWhatIsAllowed() {
        assertRefused("/api/topics/a/presence?limit=0", 400, "limit is not a whole number from 1 to 1000");
        assertRefused("/api/topics/a/presence?user=x", 400, "allowed: limit, after, scope");
        assertRefused("/api/topics/a/presence?after=x", 400, "after is not the next of a page before");
        assertRefused("/api/topics/a%2Fb/presence", 400, "urn:sluice:problem:bad-topic");
        assertRefused("/api/topics/a%zz/presence", 400, "the path is not percent-encoded correctly");
        assertRefused("/api/topics//presence", 404, "not-found");
        assertRefused("/api/topics/a/b/presence", 404, "not-found");
        assertRefused("/api/topics/a/present", 404, "not-found");
        publisher.send("/api/topics/a/presence", "");
        assertThat(publisher.answer().status()).isEqualTo(405);
    }
}
