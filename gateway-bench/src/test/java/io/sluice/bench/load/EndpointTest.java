package io.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    @Test
    void pathAndQueryAreKeptAsWritten() {
        Endpoint endpoint = Endpoint.parse("ws://127.0.0.1:8080/ws?topic=a%20b&topic=c");

        assertThat(endpoint.address().getPort()).isEqualTo(8080);
        assertThat(endpoint.authority()).isEqualTo("127.0.0.1:8080");
        assertThat(endpoint.pathAndQuery()).isEqualTo("/ws?topic=a%20b&topic=c");
    }

    @Test
    void publicationsAreNotEncrypted() {
        assertThat(Endpoint.parse("wss://127.0.0.1:8443/ws").tls()).isTrue();
        assertThatThrownBy(() -> Endpoint.parsePlain("https://127.0.0.1:8444/api/push"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without TLS");
    }

    @Test
    void anEmptyPathIsASlash() {
        assertThat(Endpoint.parse("http://[::1]:9000").pathAndQuery()).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws://10.0.0.1/ws", "http://192.168.1.2:80/", "ws://0.0.0.0:8080/", "ws://[2001:db8::1]/"})
    void onlyLoopbackMayBeLoaded(String url) {
        assertThatThrownBy(() -> Endpoint.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("loopback");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8080", "ftp://127.0.0.1/"})
    void otherSchemesAreRefused(String url) {
        assertThatThrownBy(() -> Endpoint.parse(url)).isInstanceOf(IllegalArgumentException.class);
    }
}
