package io.sluice.server.subscriber.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.CharsetUtil;
import io.sluice.model.TopicName;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientPortTest {

    private final Fixture fixture = new Fixture("limits.topics-per-connection=2", "limits.handshake-timeout=10s");
    private final EmbeddedChannel channel = fixture.connect();

    @Test
    void aWebSocketHandshakeIsPassedOnWithItsTopics() {
        assertThat(Fixture.get(channel, "/ws?topic=b&topic=a&_=1&topic=b", Fixture.WS_HEADERS))
                .isEmpty();
        Handshake handshake = channel.readInbound();
        assertThat(handshake.kind()).isEqualTo(Handshake.Kind.WEBSOCKET);
        assertThat(handshake.subscribe().topics()).containsExactly(new TopicName("b"), new TopicName("a"));
        assertThat(channel.attr(ClientAddress.KEY).get().text()).isEqualTo("192.0.2.1");
    }

    @Test
    void withoutATopicItIsTheBroadcast() {
        assertThat(Fixture.get(channel, "/sse", "Origin: http://push.example.com\r\n"))
                .isEmpty();
        Handshake handshake = channel.readInbound();
        assertThat(handshake.kind()).isEqualTo(Handshake.Kind.SSE);
        assertThat(handshake.subscribe().topics()).isEqualTo(List.of(TopicName.BROADCAST));
        assertThat(handshake.decision().echoOrigin()).isEqualTo("http://push.example.com");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/sse?topic=a/b | topic",
                "/sse?topic= | topic",
                "/sse?topic=%FF | topic",
                "/sse?topic=a&topic=b&topic=c | topic",
                "/sse?topic=%zz | malformed",
                "/sse?x=% | malformed",
            })
    void whatCannotBeSubscribedToIs400(String uri, String reason) {
        assertThat(Fixture.get(channel, uri, ""))
                .startsWith("HTTP/1.1 400 ")
                .contains("application/problem+json", "urn:sluice:problem:" + reason);
        assertThat(fixture.refused(reason)).isEqualTo(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sluice.v1.json | JSON",
                "other, sluice.v1.json | JSON",
                "sluice.v2 | WEBSOCKET",
            })
    void theSubprotocolNamesTheSurface(String protocols, Handshake.Kind kind) {
        String headers = Fixture.WS_HEADERS + "Sec-WebSocket-Protocol: " + protocols + "\r\n";
        assertThat(Fixture.get(channel, "/ws", headers)).isEmpty();
        Handshake handshake = channel.readInbound();
        assertThat(handshake.kind()).isEqualTo(kind);
        assertThat(handshake.subscribe().topics())
                .isEqualTo(kind == Handshake.Kind.JSON ? List.of() : List.of(TopicName.BROADCAST));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Upgrade: websocket | Upgrade: h2c | 426",
                "Sec-WebSocket-Version: 13 | Sec-WebSocket-Version: 8 | 426",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | Sec-WebSocket-Key: short | 400",
            })
    void anUpgradeThatIsNoneNamesWhatIsAllowed(String from, String to, int status) {
        String headers = Fixture.WS_HEADERS.replace(from, to);
        String answer = Fixture.get(channel, "/ws", headers);
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer.contains("sec-websocket-version: 13\r\n")).isEqualTo(status == 426);
        assertThat(answer.contains("upgrade: websocket\r\n")).isEqualTo(status == 426);
        assertThat(fixture.refused("upgrade")).isEqualTo(1);
    }

    @Test
    void aForeignPageIsRefusedByName() {
        assertThat(Fixture.get(channel, "/ws", Fixture.WS_HEADERS + "Origin: https://evil.example\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("urn:sluice:problem:origin", "FOREIGN", "client.origins")
                .doesNotContain("access-control", "evil");
        assertThat(fixture.refused("origin")).isEqualTo(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aBrowserMayAskBeforeItStreams() {
        assertThat(Fixture.send(
                        channel,
                        "OPTIONS /sse HTTP/1.1\r\nHost: push.example.com\r\nOrigin: http://push.example.com\r\n\r\n"))
                .startsWith("HTTP/1.1 204 ")
                .contains(
                        "access-control-allow-origin: http://push.example.com\r\n",
                        "vary: origin\r\n",
                        "access-control-allow-credentials: true\r\n",
                        "Last-Event-ID, Cache-Control, Authorization");
    }

    @ParameterizedTest
    @CsvSource({"/ws, GET", "/sse, 'GET, OPTIONS'", "/, 'GET, HEAD'", "/healthz, 'GET, HEAD'"})
    void anotherMethodIs405(String path, String allowed) {
        assertThat(Fixture.send(channel, "DELETE " + path + " HTTP/1.1\r\nHost: h\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .contains("allow: " + allowed + "\r\n");
        assertThat(fixture.refused("method")).isEqualTo(1);
    }

    @Test
    void aPublisherOnTheWrongPortIsToldSoAndTheBodyIsReleased() {
        ByteBuf request = Unpooled.copiedBuffer(
                "POST /api/push HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello", CharsetUtil.UTF_8);
        channel.writeInbound(request);
        assertThat(Fixture.answer(channel)).startsWith("HTTP/1.1 404 ").contains("push port");
        assertThat(request.refCnt()).isZero();
        assertThat(channel.isOpen()).isTrue();
        assertThat(fixture.refused("path")).isEqualTo(1);
    }

    @Test
    void healthIsAStatusWithoutABody() {
        assertThat(Fixture.get(channel, "/readyz", ""))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\n");
        fixture.ready = false;
        fixture.alive = false;
        assertThat(Fixture.get(channel, "/readyz", ""))
                .startsWith("HTTP/1.1 503 ")
                .endsWith("\r\n\r\n");
        assertThat(Fixture.get(channel, "/healthz", "")).startsWith("HTTP/1.1 503 ");
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        String answers = Fixture.send(
                channel, "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(answers.indexOf(" 200 ")).isBetween(0, answers.indexOf(" 404 "));
    }

    @Test
    void aRequestBehindAPendingHandshakeCloses() {
        assertThat(Fixture.get(channel, "/sse", "")).isEmpty();
        assertThat(Fixture.get(channel, "/healthz", "")).isEmpty();
        assertThat(channel.isOpen()).isFalse();
        assertThat(fixture.refused("malformed")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0001\u0002\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/1.1\r\nno colon here\r\n\r\n"})
    void whatIsNotHttpIs400(String bytes) {
        assertThat(Fixture.send(channel, bytes)).startsWith("HTTP/1.1 400 ").contains("malformed");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void tooMuchIsRefusedAsSuch() {
        assertThat(Fixture.get(channel, "/" + "a".repeat(10_000), "")).startsWith("HTTP/1.1 414 ");
        assertThat(Fixture.get(fixture.connect(), "/", "X: " + "a".repeat(10_000) + "\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(Fixture.send(
                        fixture.connect(), "POST / HTTP/1.1\r\nContent-Length: 99999\r\n\r\n" + "a".repeat(99_999)))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aConnectionThatNeverAsksGets408() {
        channel.writeInbound(Unpooled.copiedBuffer("GET /ws HTTP/1.1\r\nHo", CharsetUtil.UTF_8));
        channel.advanceTimeBy(9_999, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(Fixture.answer(channel)).startsWith("HTTP/1.1 408 ");
        assertThat(channel.isOpen()).isFalse();
        assertThat(fixture.refused("timeout")).isEqualTo(1);
    }

    @Test
    void aConnectionThatIdlesAfterThePageIsClosedWithoutAWord() {
        channel.advanceTimeBy(9, TimeUnit.SECONDS);
        assertThat(Fixture.get(channel, "/healthz", "")).startsWith("HTTP/1.1 200 ");
        channel.advanceTimeBy(9, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(Fixture.answer(channel)).isEmpty();
        assertThat(channel.isOpen()).isFalse();
        assertThat(fixture.refused("timeout")).isZero();
    }

    @Test
    void afterTheHandshakeNothingIsLeftInThePipelineNorOnTheClock() {
        assertThat(Fixture.get(channel, "/sse", "")).isEmpty();
        HandshakeHandlers.removeFrom(channel.pipeline());
        channel.advanceTimeBy(1, TimeUnit.HOURS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        assertThat(channel.pipeline().names()).hasSize(2);
    }
}
