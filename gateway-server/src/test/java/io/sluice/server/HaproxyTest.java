package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Disconnect;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HaproxyTest extends BalancerTest {

    @TempDir
    private Path folder = Path.of(".");

    private @Nullable HaproxyServer haproxy;
    private @Nullable Tls tls;

    @Override
    List<String> settings() {
        return HaproxyServer.settings();
    }

    @Override
    Balancer start(Duration idleTimeout) {
        HaproxyServer started = tls == null
                ? HaproxyServer.start(idleTimeout, nodes)
                : HaproxyServer.startWithTls(idleTimeout, nodes, tls.write(folder.resolve("pem")));
        haproxy = started;
        return started;
    }

    private HaproxyServer haproxy() {
        return Objects.requireNonNull(haproxy);
    }

    /** The gateways see no TLS; that there was some they know by the PROXY header. */
    @Test
    void aPageOfTheSiteThatCameByTlsIsOfTheSameOrigin() throws IOException {
        Tls site = new Tls(folder);
        tls = site;
        startAll(LONG);
        assertThat(statusByTls(site, requestOfSite("Origin: https://push.example")))
                .startsWith("HTTP/1.1 200 ");
        assertThat(statusByTls(site, requestOfSite("Origin: http://push.example")))
                .startsWith("HTTP/1.1 403 ");
    }

    private String statusByTls(Tls site, String request) throws IOException {
        try (SSLSocket socket = site.connect(haproxy().tlsPort)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    /** As somebody checks it by hand, without what systemd reads. */
    @Test
    void aCheckWithoutTheEnvironmentTellsThatThereIsNoNode() throws Exception {
        assertThat(HaproxyServer.check(folder)).contains("SLUICE_NODE_1 is not set", "SLUICE_PUSH_1 is not set");
    }

    @Test
    void whoComesWithoutTlsIsSentThereWhereThereIsSome() {
        tls = new Tls(folder);
        startAll(LONG);
        assertThat(statusOf(haproxy().clientPort, "/")).isEqualTo(308);
    }

    /** The node is taken out while it still serves everybody. */
    @Override
    void onDraining(TestGateway draining) {
        super.onDraining(draining);
        Eventually.await("the node is taken out", () -> haproxy().isDown(1), TestGateway.PATIENCE);
        assertThat(draining.closed(Disconnect.DRAIN)).as("sent away by then").isZero();
        assertThat(draining.subscribers()).as("besides newcomers").isGreaterThanOrEqualTo(RETURNING / 2);
        assertThat(haproxy().isUp(2)).isTrue();
    }
}
