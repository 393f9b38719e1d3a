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
            assertThat(health(gateway.gateway.pushPort())).isZero();
            assertThat(out.toString()).contains("/readyz answers 200");
        }
    }

    /** The certificate is of an authority that nobody knows, for a name that was not asked for. */
    @Test
    void aReadyGatewayThatSpeaksTlsIs0() {
        String[] settings = {"push.tls.keystore=src/test/resources/tls/ec.p12", "push.tls.keystore-password=secret"};
        try (TestGateway gateway = TestGateway.start(settings)) {
            int port = gateway.gateway.pushPort();
            Eventually.await(
                    "ready", () -> health(port, "--set", settings[0], "--set", settings[1]) == 0, TestGateway.PATIENCE);
            assertThat(out.toString()).contains("https://").contains("/readyz answers 200");
        }
    }

    @Test
    void aGatewayWithAStuckHubLivesButIsNotReady() {
        CountDownLatch release = new CountDownLatch(1);
        try (TestGateway gateway = TestGateway.start();
                PushClient client = gateway.publisher()) {
            Eventually.await("ready", () -> client.get("/readyz").status() == 200, TestGateway.PATIENCE);
            holdHub(gateway, release);
            try {
                Eventually.await("not ready", () -> client.get("/readyz").status() == 503, TestGateway.PATIENCE);
                assertThat(health(gateway.gateway.pushPort())).isEqualTo(1);
                assertThat(out.toString()).contains("/readyz answers 503");
                assertThat(health(gateway.gateway.pushPort(), "--live")).isZero();
            } finally {
                release.countDown();
            }
        }
    }

    /** The client port would close what comes from a trusted address without a PROXY header. */
    @Test
    void aReadyGatewayThatWantsProxyHeadersAndKeysIs0() {
        try (TestGateway gateway = TestGateway.start(
                "client.trusted-proxies=127.0.0.1", "client.proxy-protocol=true", "push.keys=shop:secret")) {
            int port = gateway.gateway.pushPort();
            Eventually.await("ready", () -> health(port) == 0, TestGateway.PATIENCE);
        }
    }

    @Test
    void aDrainingGatewayLivesWhenItTakesNobodyAnyMore() {
        CountDownLatch release = new CountDownLatch(1);
        try (TestGateway gateway = TestGateway.start("drain.grace=0s");
                WsClient client = gateway.webSocket("/ws?topic=a")) {
            int clientPort = gateway.gateway.clientPort();
            holdHub(gateway, release);
            try {
                CompletableFuture<Boolean> drained = gateway.gateway.drain();
                Eventually.await("the end of the grace", () -> !Balancer.isListening(clientPort), TestGateway.PATIENCE);
                assertThat(health(gateway.gateway.pushPort(), "--live")).isZero();
                assertThat(health(gateway.gateway.pushPort())).isEqualTo(1);
                assertThat(drained).as("the drain").isNotDone();
            } finally {
                release.countDown();
            }
            client.assertClosedWith(1012);
        }
    }

    /** Nobody is sent away before what was accepted is published. */
    private static void holdHub(TestGateway gateway, CountDownLatch release) {
        gateway.gateway.loops().hub.execute(() -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
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
        assertThat(out.toString()).contains("--set push.port=");
    }

    @Test
    void aWrongConfigurationIs2() {
        assertThat(run("health", "--set", "push.port=abc")).isEqualTo(2);
        assertThat(err.toString()).contains("push.port");
    }

    private int health(int port, String... more) {
        // Whoever listens for other machines has keys.
        List<String> all = new ArrayList<>(List.of(
                "health",
                "--set",
                "push.port=" + port,
                "--set",
                "push.host=0.0.0.0",
                "--set",
                "push.keys=shop:secret"));
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
