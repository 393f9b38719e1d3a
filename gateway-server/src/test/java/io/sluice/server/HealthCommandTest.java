package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The command that supervisors without an HTTP client start. */
class HealthCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aReadyGatewayIs0() {
        try (TestGateway gateway = TestGateway.start();
                PushClient client = gateway.publisher()) {
            Eventually.await("ready", () -> client.get("/readyz").status() == 200, TestGateway.PATIENCE);
            assertThat(health(gateway.gateway.clientPort())).isZero();
            assertThat(out.toString()).contains("/readyz answers 200");
        }
    }

    @Test
    void aGatewayWithAStuckHubLivesButIsNotReady() {
        CountDownLatch release = new CountDownLatch(1);
        try (TestGateway gateway = TestGateway.start();
                PushClient client = gateway.publisher()) {
            Eventually.await("ready", () -> client.get("/readyz").status() == 200, TestGateway.PATIENCE);
            gateway.gateway.loops().hub.execute(() -> {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            try {
                Eventually.await("not ready", () -> client.get("/readyz").status() == 503, TestGateway.PATIENCE);
                assertThat(health(gateway.gateway.clientPort())).isEqualTo(1);
                assertThat(out.toString()).contains("/readyz answers 503");
                assertThat(health(gateway.gateway.clientPort(), "--live")).isZero();
            } finally {
                release.countDown();
            }
        }
    }

    @Test
    void aPortWhereNobodyListensIs1() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThat(health(free)).isEqualTo(1);
        assertThat(out.toString()).contains("does not answer", String.valueOf(free));
    }

    @Test
    void aGatewayThatNeverAnswersIs1() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Socket> accepted = CompletableFuture.supplyAsync(() -> accept(silent));
            assertThat(health(silent.getLocalPort())).isEqualTo(1);
            assertThat(out.toString()).contains("does not answer");
            accepted.join().close();
        }
    }

    @Test
    void aPortThatTheGatewayChoseHasToBeNamed() {
        assertThat(health(0)).isEqualTo(1);
        assertThat(out.toString()).contains("--set client.port=");
    }

    @Test
    void aWrongConfigurationIs2() {
        assertThat(run("health", "--set", "client.port=abc")).isEqualTo(2);
        assertThat(err.toString()).contains("client.port");
    }

    private int health(int port, String... more) {
        List<String> all =
                new ArrayList<>(List.of("health", "--set", "client.port=" + port, "--set", "client.host=0.0.0.0"));
        all.addAll(Arrays.asList(more));
        return run(all.toArray(String[]::new));
    }

    private int run(String... arguments) {
        return new Main(Map.of(), config -> 0).run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private static Socket accept(ServerSocket listener) {
        try {
            return listener.accept();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
