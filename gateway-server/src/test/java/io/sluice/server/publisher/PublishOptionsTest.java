package io.sluice.server.publisher;

import static io.sluice.server.publisher.Publisher.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The key and the id of a publication, as requests and lines of batches name them. */
class PublishOptionsTest {

    private static String push(String query, String headers) {
        return request("POST", "/api/push" + query, headers + "Content-Length: 1", "x");
    }

    private static String withId(String id) {
        return push("", "Idempotency-Key: " + id + "\r\n");
    }

    @Test
    void aRequestNamesItsIdInAHeader() {
        try (Publisher publisher = new Publisher()) {
            publisher.send(withId("8e03978e-40d5-43dd-bc93-6894a57f9324"));
            publisher.send(push("", ""));
            assertThat(publisher.engine.commands.get(0).id()).isEqualTo("8e03978e-40d5-43dd-bc93-6894a57f9324");
            assertThat(publisher.engine.commands.get(1).id()).isNull();
        }
    }

    @Test
    void anIdMayHave255VisibleAsciiCharactersAndNoMore() {
        try (Publisher publisher = new Publisher()) {
            publisher.engine.acceptAtOnce = true;
            publisher.send(withId("!~" + "x".repeat(253)));
            assertThat(publisher.answers()).startsWith("HTTP/1.1 202 ");
            for (String wrong : List.of("x".repeat(256), "", "two words", "grüße")) {
                publisher.send(withId(wrong));
                assertThat(publisher.answers())
                        .startsWith("HTTP/1.1 400 ")
                        .contains("bad-id", "Idempotency-Key is not 1 to 255 visible ASCII characters");
            }
            assertThat(publisher.engine.commands).hasSize(1);
        }
    }

    @Test
    void aRequestHasOneIdAtMost() {
        try (Publisher publisher = new Publisher()) {
            publisher.send(push("", "Idempotency-Key: a\r\nIdempotency-Key: b\r\n"));
            assertThat(publisher.answers())
                    .startsWith("HTTP/1.1 400 ")
                    .contains("Idempotency-Key comes more than once");
        }
    }

    @Test
    void aReplayedAnswerSaysSoInAHeader() {
        try (Publisher publisher = new Publisher()) {
            publisher.engine.acceptAtOnce = true;
            publisher.send(withId("id"));
            assertThat(publisher.answers()).doesNotContainIgnoringCase("replayed");
            publisher.engine.replayed = true;
            publisher.send(withId("id"));
            assertThat(publisher.answers())
                    .startsWith("HTTP/1.1 202 ")
                    .contains("Idempotent-Replayed: true\r\n")
                    .endsWith("{\"topic\":\"broadcast\",\"epoch\":\"z\",\"offset\":2}");
        }
    }

    @Test
    void aLineOfABatchNamesItsIdInAField() {
        try (Publisher publisher = new Publisher()) {
            publisher.engine.acceptAtOnce = true;
            publisher.engine.replayed = true;
            publisher.post(
                    "/api/batch",
                    "{\"text\":\"x\",\"id\":\"i1\"}\n{\"text\":\"x\",\"topics\":[\"a\",\"b\"],\"id\":\"i2\"}");
            assertThat(publisher.engine.commands.stream().map(command -> command.id()))
                    .containsExactly("i1", "i2");
            assertThat(publisher.answers())
                    .contains("{\"topic\":\"broadcast\",\"epoch\":\"z\",\"offset\":1,\"replayed\":true}\n")
                    .contains("[{\"topic\":\"a\",\"epoch\":\"z\",\"offset\":2,\"replayed\":true},"
                            + "{\"topic\":\"b\",\"epoch\":\"z\",\"offset\":2,\"replayed\":true}]\n");
        }
    }

    @Test
    void aWrongIdRefusesItsLineOnly() {
        try (Publisher publisher = new Publisher()) {
            publisher.engine.acceptAtOnce = true;
            publisher.post(
                    "/api/batch", "{\"text\":\"x\",\"id\":\"a b\"}\n{\"text\":\"x\",\"id\":7}\n{\"text\":\"y\"}");
            assertThat(publisher.engine.payloads).containsExactly("y");
            assertThat(publisher.answers())
                    .containsSubsequence(
                            "\"code\":\"bad-id\",\"detail\":\"id is not 1 to 255 visible ASCII characters\"",
                            "\"code\":\"bad-line\",\"detail\":\"id is not a string\"",
                            "\"offset\":1");
        }
    }

    @Test
    void aBatchAsAWholeHasNoId() {
        try (Publisher publisher = new Publisher()) {
            publisher.send(request("POST", "/api/batch", "Idempotency-Key: a\r\nContent-Length: 0", ""));
            assertThat(publisher.answers())
                    .startsWith("HTTP/1.1 400 ")
                    .contains("bad-id", "a batch takes no Idempotency-Key");
        }
    }

    @Test
    void aKeyMayHave255CharactersOfAnyScript() {
        try (Publisher publisher = new Publisher()) {
            publisher.send(push("?key=%C3%A9%20%F0%9F%99%82", ""));
            publisher.send(push("?key=" + "%C3%A9".repeat(255), ""));
            publisher.post("/api/batch", "{\"text\":\"x\",\"key\":\"" + "\\u00e9".repeat(255) + "\"}");
            assertThat(publisher.engine.commands.stream().map(command -> command.key()))
                    .containsExactly("é 🙂", "é".repeat(255), "é".repeat(255));
        }
    }

    @Test
    void aKeyThatIsNoneIsRefusedByItsName() {
        try (Publisher publisher = new Publisher()) {
            for (String wrong : List.of("key=", "key=" + "k".repeat(256), "key=%FF")) {
                publisher.send(push("?" + wrong, ""));
                assertThat(publisher.answers())
                        .startsWith("HTTP/1.1 400 ")
                        .contains("bad-key", "key is not 1 to 255 characters of UTF-8");
            }
            publisher.send(push("?key=a&key=b", ""));
            assertThat(publisher.answers()).startsWith("HTTP/1.1 400 ").contains("key comes more than once");
            assertThat(publisher.engine.commands).isEmpty();
        }
    }

    @Test
    void aKeyThatIsNoneRefusesItsLineOnly() {
        try (Publisher publisher = new Publisher()) {
            publisher.engine.acceptAtOnce = true;
            publisher.post(
                    "/api/batch",
                    "{\"text\":\"x\",\"key\":\"\"}\n{\"text\":\"x\",\"key\":\"\\ud800\"}\n{\"text\":\"x\",\"key\":{}}\n"
                            + "{\"text\":\"y\",\"key\":\"k\"}");
            assertThat(publisher.engine.payloads).containsExactly("y");
            assertThat(publisher.answers())
                    .containsSubsequence(
                            "\"code\":\"bad-key\",\"detail\":\"key is not 1 to 255 characters of UTF-8\"",
                            "\"line\":2,\"error\":{\"status\":400,\"code\":\"bad-key\"",
                            "\"code\":\"bad-line\",\"detail\":\"key is not a string\"",
                            "\"offset\":1");
        }
    }
}
