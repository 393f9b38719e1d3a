package io.sluice.server.subscriber.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.server.ProxyHeaderBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {

    private static final String TRUSTED = "10.0.0.1";
    private static final String UNTRUSTED = "192.0.2.1";
    private static final byte[] SSE = text("GET /sse HTTP/1.1\r\nHost: push.example.com\r\n\r\n");

    private final Fixture fixture = new Fixture(
            "client.proxy-protocol=true",
            "client.trusted-proxies=10.0.0.0/8,::1",
            "limits.connections-per-address=1",
            "limits.handshake-timeout=3s");

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static void receive(EmbeddedChannel channel, byte[] bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes));
    }

    private static ClientAddress clientOf(EmbeddedChannel channel) {
        assertThat(Fixture.answer(channel)).isEmpty();
        Handshake passed = channel.readInbound();
        assertThat(passed).isNotNull();
        ClientAddress client = channel.attr(ClientAddress.KEY).get();
        channel.finishAndReleaseAll();
        return client;
    }

    private ClientAddress clientAfter(byte[] header) {
        EmbeddedChannel channel = fixture.connect(TRUSTED);
        receive(channel, join(header, SSE));
        return clientOf(channel);
    }

    private void assertRefused(EmbeddedChannel channel) {
        assertThat(Fixture.answer(channel)).isEmpty();
        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
        assertThat(fixture.refused("proxy-header")).isEqualTo(1);
        assertThat(fixture.refused("malformed")).isZero();
        assertThat(fixture.handlers.admission().connections.taken()).isZero();
    }

    @Test
    void theAddressInTheHeaderIsTheClient() {
        assertThat(clientAfter(ProxyHeaderBytes.ofClient("203.0.113.9")).text()).isEqualTo("203.0.113.9");
        assertThat(clientAfter(ProxyHeaderBytes.ofClient("2001:db8::7")).text()).isEqualTo("2001:db8:0:0:0:0:0:7");
        assertThat(clientAfter(text("PROXY TCP4 203.0.113.8 192.0.2.80 50000 443\r\n"))
                        .text())
                .isEqualTo("203.0.113.8");
        assertThat(clientAfter(text("PROXY TCP6 ::ffff:203.0.113.7 2001:db8::80 50000 443\r\n"))
                        .text())
                .as("one that was mapped into IPv6")
                .isEqualTo("203.0.113.7");
    }

    @Test
    void aHeaderThatComesByteByByteIsRead() {
        EmbeddedChannel channel = fixture.connect(TRUSTED);
        for (byte one : join(ProxyHeaderBytes.ofTlsClient("203.0.113.9"), SSE)) {
            receive(channel, new byte[] {one});
        }
        assertThat(clientOf(channel).text()).isEqualTo("203.0.113.9");
    }

    @Test
    void nothingOfItStaysInThePipeline() {
        EmbeddedChannel channel = fixture.connect(TRUSTED);
        int with = channel.pipeline().names().size();
        receive(channel, ProxyHeaderBytes.ofClient("203.0.113.9"));
        assertThat(channel.pipeline().names())
                .hasSize(with - 2)
                .containsExactlyElementsOf(fixture.connect(UNTRUSTED).pipeline().names());
        channel.finishAndReleaseAll();
    }

    @Test
    void aClientThatSpokeTlsToTheProxyHasThatScheme() {
        ClientAddress client = clientAfter(ProxyHeaderBytes.ofTlsClient("203.0.113.9"));
        assertThat(client.scheme()).isEqualTo("https");
        assertThat(client.port()).isEqualTo(443);
    }

    @Test
    void aHeaderWithoutAnAddressLeavesTheProxyAsThePeer() {
        assertThat(clientAfter(ProxyHeaderBytes.ofProxyItself()).text()).isEqualTo(TRUSTED);
        assertThat(clientAfter(ProxyHeaderBytes.ofUnixClient()).text()).isEqualTo(TRUSTED);
        assertThat(clientAfter(text("PROXY UNKNOWN\r\n")).text()).isEqualTo(TRUSTED);
    }

    @Test
    void healthIsAnsweredToTheProxyItself() {
        EmbeddedChannel channel = fixture.connect(TRUSTED);
        receive(channel, join(ProxyHeaderBytes.ofProxyItself(), text("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n")));
        assertThat(Fixture.answer(channel)).startsWith("HTTP/1.1 200 ");
        channel.finishAndReleaseAll();
    }

    @Test
    void theClientIsCountedForItsAddressBeforeItAsks() {
        EmbeddedChannel silent = fixture.connect(TRUSTED);
        receive(silent, ProxyHeaderBytes.ofClient("203.0.113.9"));
        EmbeddedChannel second = fixture.connect(TRUSTED);
        receive(second, join(ProxyHeaderBytes.ofClient("203.0.113.9"), SSE));
        assertThat(Fixture.answer(second)).startsWith("HTTP/1.1 503 ").contains("limits.connections-per-address");
        EmbeddedChannel other = fixture.connect(TRUSTED);
        receive(other, join(ProxyHeaderBytes.ofClient("203.0.113.10"), SSE));
        assertThat(clientOf(other).text()).isEqualTo("203.0.113.10");
        silent.finishAndReleaseAll();
        second.finishAndReleaseAll();
        assertThat(fixture.handlers.admission().addresses.addresses()).isZero();
    }

    @Test
    void whatAClientBehindTheProxySaysOfOthersIsNotBelieved() {
        EmbeddedChannel channel = fixture.connect(TRUSTED);
        receive(channel, ProxyHeaderBytes.ofClient("203.0.113.9"));
        assertThat(Fixture.get(
                        channel,
                        "/sse",
                        "X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: a.example\r\n"))
                .isEmpty();
        assertThat(clientOf(channel))
                .isEqualTo(new ClientAddress(Fixture.ip("203.0.113.9"), "http", "push.example.com", 80, false));
    }

    /** It may be somebody whom the proxy passes on without knowing; its own word would be marked as such. */
    @Test
    void whatComesBehindAHeaderWithoutAnAddressIsNotBelievedOfAnybody() {
        Fixture users = new Fixture(
                "client.proxy-protocol=true", "client.trusted-proxies=10.0.0.0/8,::1", "client.user-header=X-User");
        for (byte[] header : new byte[][] {
            ProxyHeaderBytes.ofProxyItself(), ProxyHeaderBytes.ofUnixClient(), text("PROXY UNKNOWN\r\n")
        }) {
            EmbeddedChannel channel = users.connect(TRUSTED);
            receive(channel, header);
            assertThat(Fixture.get(
                            channel,
                            "/sse",
                            String.join(
                                    "\r\n",
                                    "X-Forwarded-For: 203.0.113.7",
                                    "X-Forwarded-Proto: https",
                                    "X-Forwarded-Host: a.example",
                                    "X-User: admin",
                                    "")))
                    .isEmpty();
            assertThat(clientOf(channel))
                    .isEqualTo(new ClientAddress(Fixture.ip(TRUSTED), "http", "push.example.com", 80, false));
        }
    }

    @Test
    void whoeverIsBehindALocalProxyWithoutAnAddressIsNotLocal() {
        EmbeddedChannel local = fixture.connect("::1");
        receive(local, join(text("PROXY UNKNOWN\r\n"), SSE));
        assertThat(clientOf(local).loopback()).isFalse();
    }

    @Test
    void whatATrustedHopBehindTheProxySaysOfItsClientIsBelieved() {
        EmbeddedChannel channel = fixture.connect(TRUSTED);
        receive(channel, ProxyHeaderBytes.ofClient("10.7.7.7"));
        assertThat(Fixture.get(channel, "/sse", "X-Forwarded-For: 6.6.6.6, 198.51.100.1\r\n"))
                .isEmpty();
        assertThat(clientOf(channel).text()).isEqualTo("198.51.100.1");
    }

    @Test
    void aClientOnTheProxysMachineIsLocalOnlyIfThatIsThisMachine() {
        assertThat(clientAfter(ProxyHeaderBytes.ofClient("127.0.0.1")).loopback())
                .isFalse();
        EmbeddedChannel local = fixture.connect("::1");
        receive(local, join(ProxyHeaderBytes.ofClient("127.0.0.1"), SSE));
        assertThat(clientOf(local).loopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /sse HTTP/1.1\r\nHost: a\r\n\r\n",
                "PROXY TCP4 nonsense 192.0.2.80 50000 443\r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.80 50000 70000\r\n",
                "PROXY TCP4\r\nGET / HTTP/1.1\r\n",
                "PROXY TCP4 203.0.113.9                                                                              ",
            })
    void aTrustedProxyThatSendsSomethingElseIsClosedAndCounted(String bytes) {
        EmbeddedChannel channel = fixture.connect(TRUSTED);
        receive(channel, text(bytes + "                                "));
        assertRefused(channel);
    }

    @Test
    void aHeaderOfVersionTwoThatIsBrokenIsClosedAndCounted() {
        byte[] header = ProxyHeaderBytes.ofTlsClient("203.0.113.9");
        header[12] = 0x31;
        EmbeddedChannel channel = fixture.connect(TRUSTED);
        receive(channel, join(header, SSE));
        assertRefused(channel);
    }

    @Test
    void anExtensionThatSaysItIsLongerThanTheHeaderIsClosedAndCounted() {
        byte[] header = ProxyHeaderBytes.withExtension("203.0.113.9", 4);
        header[header.length - 5] = 0x7F;
        EmbeddedChannel channel = fixture.connect(TRUSTED);
        receive(channel, join(header, SSE));
        assertRefused(channel);
    }

    @Test
    void aHeaderWithTooManyExtensionsIsClosedAndCounted() {
        EmbeddedChannel channel = fixture.connect(TRUSTED);
        receive(channel, ProxyHeaderBytes.withExtension("203.0.113.9", 9000));
        assertRefused(channel);
    }

    @Test
    void aHeaderThatNeverEndsMeetsTheTimeoutOfTheHandshake() {
        EmbeddedChannel channel = fixture.connect(TRUSTED);
        receive(channel, Arrays.copyOf(ProxyHeaderBytes.ofClient("203.0.113.9"), 14));
        channel.advanceTimeBy(2, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
        assertThat(fixture.refused("timeout")).isEqualTo(1);
        channel.finishAndReleaseAll();
    }

    @Test
    void aProxyThatOnlyLooksWhetherThePortIsOpenIsNotCounted() {
        EmbeddedChannel channel = fixture.connect(TRUSTED);
        channel.finishAndReleaseAll();
        assertThat(fixture.refused("proxy-header")).isZero();
        assertThat(fixture.handlers.admission().connections.taken()).isZero();
    }

    @Test
    void aHeaderOfWhoeverIsNotTrustedIsBadHttp() {
        for (byte[] header :
                new byte[][] {ProxyHeaderBytes.ofClient("127.0.0.1"), text("PROXY TCP4 127.0.0.1 127.0.0.1 1 1\r\n")}) {
            EmbeddedChannel channel = fixture.connect(UNTRUSTED);
            receive(channel, join(header, SSE));
            assertThat(Fixture.answer(channel)).startsWith("HTTP/1.1 400 ");
            assertThat(channel.isOpen()).isFalse();
            channel.finishAndReleaseAll();
        }
        assertThat(fixture.refused("malformed")).isEqualTo(2);
        assertThat(fixture.refused("proxy-header")).isZero();
    }

    @Test
    void whoeverIsNotTrustedSpeaksHttpAsBefore() {
        EmbeddedChannel channel = fixture.connect(UNTRUSTED);
        receive(channel, SSE);
        assertThat(clientOf(channel).text()).isEqualTo(UNTRUSTED);
    }

    @Test
    void whereItIsOffATrustedProxysHeaderIsBadHttp() {
        Fixture off = new Fixture("client.trusted-proxies=10.0.0.0/8");
        EmbeddedChannel channel = off.connect(TRUSTED);
        receive(channel, join(ProxyHeaderBytes.ofClient("203.0.113.9"), SSE));
        assertThat(Fixture.answer(channel)).startsWith("HTTP/1.1 400 ");
        channel.finishAndReleaseAll();
    }
}
