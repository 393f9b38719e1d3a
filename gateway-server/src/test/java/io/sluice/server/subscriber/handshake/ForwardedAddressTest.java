package io.sluice.server.subscriber.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.server.config.Cidr;
import java.net.InetAddress;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedAddressTest {

    private final ForwardedAddress forwarded =
            new ForwardedAddress(List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("::1")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.9 | 203.0.113.9",
                "6.6.6.6, 203.0.113.9 | 203.0.113.9",
                "6.6.6.6, 203.0.113.9, 10.1.1.1 | 203.0.113.9",
                "10.2.2.2, 10.1.1.1 | 10.2.2.2",
                "203.0.113.9:4711 | 203.0.113.9",
                "[2001:db8::7]:4711 | 2001:db8:0:0:0:0:0:7",
                "2001:db8::7 | 2001:db8:0:0:0:0:0:7",
                "::ffff:203.0.113.9 | 203.0.113.9",
                "6.6.6.6, unknown | 10.0.0.1",
                "6.6.6.6, | 10.0.0.1",
                "'' | 10.0.0.1",
            })
    void theClientIsTheRightMostHopThatIsNotTrusted(String header, String client) {
        assertThat(resolve("10.0.0.1", new DefaultHttpHeaders().add("X-Forwarded-For", header))
                        .text())
                .isEqualTo(client);
    }

    @Test
    void whoIsNotTrustedSpeaksForItselfOnly() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("Host", "push.example.com:8080")
                .add("X-Forwarded-For", "127.0.0.1")
                .add("X-Forwarded-Proto", "https")
                .add("X-Forwarded-Host", "evil.example");
        assertThat(resolve("192.0.2.1", headers))
                .isEqualTo(new ClientAddress(Fixture.ip("192.0.2.1"), "http", "push.example.com", 8080, false));
    }

    @Test
    void aTrustedProxyTellsSchemeAndHost() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("Host", "backend:8080")
                .add("X-Forwarded-For", "203.0.113.9")
                .add("X-Forwarded-Proto", "HTTPS")
                .add("X-Forwarded-Host", "evil.example, Push.Example.com");
        assertThat(resolve("10.0.0.1", headers))
                .isEqualTo(new ClientAddress(Fixture.ip("203.0.113.9"), "https", "push.example.com", 443, false));
    }

    @Test
    void aClientBehindALocalProxyIsNotLocal() {
        HttpHeaders headers = new DefaultHttpHeaders().add("X-Forwarded-For", "203.0.113.9");
        assertThat(resolve("::1", headers).loopback()).isFalse();
        assertThat(resolve("::1", new DefaultHttpHeaders()).loopback()).isTrue();
        assertThat(resolve("10.0.0.1", new DefaultHttpHeaders().add("X-Forwarded-For", "127.0.0.1"))
                        .loopback())
                .isFalse();
    }

    @Property(tries = 500)
    void noHeaderWhateverThrows(@ForAll String one, @ForAll String other) {
        HttpHeaders headers = Fixture.uncheckedHeaders()
                .add("Host", one)
                .add("X-Forwarded-For", other)
                .add("X-Forwarded-Proto", one)
                .add("X-Forwarded-Host", other);
        assertThat(resolve("10.0.0.1", headers).scheme()).isEqualTo("http");
    }

    private ClientAddress resolve(String peer, HttpHeaders headers) {
        InetAddress address = Fixture.ip(peer);
        return forwarded.resolve(new Peer(address, false, address.isLoopbackAddress(), true), headers);
    }
}
