package io.sluice.server.publisher;

import static io.sluice.server.publisher.Publisher.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.model.PayloadKind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BatchTest {

    private static final String LINES = """
            {"topic":"a","data": {"x" : [1, "é\\n"]} ,"key":"k"}
            {"text":"h\\u00e9 \\"q\\""}

            {"topics":["b","c"],"base64":"aGk="}
            {"data":12.5}
            {"data":"s"}""";

    @Test
    void everyLineIsPublishedWhereverTheBytesAreSplit() {
        byte[] body = LINES.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at <= body.length; at++) {
            try (Publisher publisher = new Publisher()) {
                publisher.engine.acceptAtOnce = true;
                publisher.send(request("POST", "/api/batch", "Content-Length: " + body.length, ""));
                publisher.send(java.util.Arrays.copyOfRange(body, 0, at));
                publisher.send(java.util.Arrays.copyOfRange(body, at, body.length));
                assertThat(publisher.engine.payloads)
                        .containsExactly("{\"x\" : [1, \"é\\n\"]}", "hé \"q\"", "hi", "12.5", "\"s\"");
                assertThat(publisher.engine.commands.get(0).kind()).isEqualTo(PayloadKind.JSON);
                assertThat(publisher.answers())
                        .startsWith("HTTP/1.1 200 ")
                        .contains("[{\"topic\":\"b\"")
                        .endsWith("0\r\n\r\n");
            }
        }
    }

    @Test
    void answersComeInOrderWhileTheBodyIsStillSent() {
        try (Publisher publisher = new Publisher()) {
            publisher.send(request(
                    "POST",
                    "/api/batch",
                    "Transfer-Encoding: chunked",
                    chunk("{\"text\":\"1\"}\n{}\n{\"text\":\"2\"}\n")));
            publisher.engine.refuse(1, Reason.SHARE_FULL);
            assertThat(publisher.answers()).isEmpty();
            publisher.engine.accept(0);
            assertThat(publisher.answers())
                    .containsSubsequence(
                            "\"offset\":1",
                            "{\"line\":2,\"error\":{\"status\":400",
                            "{\"line\":3,\"error\":{\"status\":429,\"code\":\"share-full\"");
            publisher.send("0\r\n\r\n");
            assertThat(publisher.answers()).isEqualTo("0\r\n\r\n");
            publisher.post("/api/push", "after");
            publisher.engine.accept(2);
            assertThat(publisher.answers()).startsWith("HTTP/1.1 202 ");
        }
    }

    @Test
    void noMoreLinesAreInFlightThanMayBePipelined() {
        try (Publisher publisher = new Publisher("push.max-pipelined=2")) {
            String body = "{\"text\":\"x\"}\n".repeat(5);
            publisher.send(request("POST", "/api/batch", "Content-Length: " + body.length(), body)
                    + request("POST", "/api/push", "Content-Length: 4", "last"));
            assertThat(publisher.engine.commands).hasSize(2);
            assertThat(publisher.channel.config().isAutoRead()).isFalse();
            for (int i = 0; i < 6; i++) {
                publisher.engine.accept(i);
                publisher.channel.runPendingTasks();
            }
            assertThat(publisher.engine.payloads).containsExactly("x", "x", "x", "x", "x", "last");
            assertThat(publisher.answers())
                    .containsSubsequence("\"offset\":5", "0\r\n\r\n", "HTTP/1.1 202 ", "\"offset\":6");
        }
    }

    @Test
    void aLineTooLongIsSkippedAndTheNextIsPublished() {
        try (Publisher publisher = new Publisher("push.max-payload=4")) {
            publisher.engine.acceptAtOnce = true;
            String body = "x".repeat(3000) + "\n{\"text\":\"toolong\"}\n{\"text\":\"ok\"}";
            publisher.post("/api/batch", body);
            assertThat(publisher.engine.payloads).containsExactly("ok");
            assertThat(publisher.answers()).containsSubsequence("line-too-long", "payload-too-large", "\"offset\":1");
        }
    }

    @Test
    void tooManyLinesEndTheBatch() {
        try (Publisher publisher = new Publisher("push.batch-max-lines=2")) {
            publisher.engine.acceptAtOnce = true;
            publisher.post("/api/batch", "{\"text\":\"x\"}\n".repeat(3));
            assertThat(publisher.engine.commands).hasSize(2);
            assertThat(publisher.answers()).contains("{\"line\":3,\"error\":{\"status\":413");
            assertThat(publisher.channel.isOpen()).isFalse();
        }
    }

    @Test
    void aPublisherThatVanishesInABatchLeavesNothing() {
        try (Publisher publisher = new Publisher("push.max-pipelined=1")) {
            publisher.send(
                    request("POST", "/api/batch", "Content-Length: 99", "{\"text\":\"x\"}\n{\"text\":\"y\"}\n{\"te"));
            assertThat(publisher.engine.commands).hasSize(1);
        }
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }
}
