package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What holds behind any balancer whose configuration is shipped: two gateways that share a Redis, and clients in front. */
abstract class BalancerTest {

    static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(1);
    static final String ELSEWHERE = "127.0.0.3";
    static final int RETURNING = 8;
    private static final int OTHER_PUBLISHERS = 3;

    private static RedisServer redis;

    final List<TestGateway> nodes = new ArrayList<>();
    private final List<AutoCloseable> clients = new ArrayList<>();
    private @Nullable Balancer balancer;

    @BeforeAll
    static void startRedis() {
        redis = RedisServer.forgetful();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable client : clients) {
            client.close();
        }
        if (balancer != null) {
            balancer.close();
        }
        nodes.forEach(TestGateway::close);
    }

    /** What a gateway is told of the balancer. */
    abstract List<String> settings();

    abstract Balancer start(Duration idleTimeout);

    void startAll(Duration idleTimeout, String... settings) {
        List<String> all = new ArrayList<>(settings());
        all.addAll(List.of("engine.type=redis", "redis.uri=" + redis.uri(), "redis.prefix=t" + System.nanoTime()));
        all.addAll(List.of(settings));
        for (int i = 0; i < 2; i++) {
            nodes.add(TestGateway.start(all.toArray(String[]::new)));
        }
        for (TestGateway node : nodes) {
            Eventually.await("ready", () -> statusOf(node.gateway.pushPort(), "/readyz") == 200, TestGateway.PATIENCE);
        }
        balancer = start(idleTimeout);
        Eventually.await("ready", () -> statusOf(pushPort(), "/readyz") == 200, TestGateway.PATIENCE);
    }

    private Balancer balancer() {
        if (balancer == null) {
            throw new AssertionError("startAll comes first");
        }
        return balancer;
    }

    int clientPort() {
        return balancer().clientPort;
    }

    private int pushPort() {
        return balancer().pushPort;
    }

    static int statusOf(int port, String target) {
        try (PushClient client = new PushClient(port)) {
            return client.get(target).status();
        }
    }

    <T extends AutoCloseable> T closing(T client) {
        clients.add(client);
        return client;
    }

    SseClient stream(String target, String... headers) {
        return closing(SseClient.open(clientPort(), target, headers));
    }

    WsClient webSocket(String target) {
        return closing(WsClient.open(clientPort(), target, 0));
    }

    PushClient publisher() {
        return closing(new PushClient(pushPort()));
    }

    private int connections() {
        return nodes.stream().mapToInt(TestGateway::subscribers).sum();
    }

    @Test
    void webSocketsAndEventStreamsOfAllNodesGetWhatIsPublished() {
        startAll(LONG);
        List<WsClient> sockets = List.of(webSocket("/ws?topic=a"), webSocket("/ws?topic=a"));
        List<SseClient> streams = List.of(stream("/sse?topic=a"), stream("/sse?topic=a"));
        assertThat(nodes).allMatch(node -> node.subscribers() == 2, "has its share");
        PushClient publisher = publisher();
        for (int i = 1; i <= 30; i++) {
            assertThat(publisher.publish("/api/push?topic=a", "message " + i)).isEqualTo(i);
            for (WsClient socket : sockets) {
                assertThat(socket.nextText()).isEqualTo("message " + i);
            }
            for (SseClient stream : streams) {
                assertThat(stream.nextData()).isEqualTo("message " + i);
            }
        }
    }

    @Test
    void theClientsAddressIsItsOwnWhateverItClaims() {
        startAll(LONG);
        String claim = "X-Forwarded-For: 198.51.100.7";
        closing(SseClient.open(new Wire(clientPort(), 0, ELSEWHERE), "/sse?topic=a", claim));
        closing(WsClient.open(new Wire(clientPort(), 0, ELSEWHERE), "/ws?topic=a", claim + "\r\n"));
        assertThat(connections()).isEqualTo(2);
        for (TestGateway node : nodes) {
            try (PushClient client = node.publisher()) {
                assertThat(client.get("/api/connections").body())
                        .contains("\"remoteAddress\":\"" + ELSEWHERE + "\"")
                        .doesNotContain("198.51.100.7", "\"127.0.0.1\"", "\"127.0.0.2\"");
            }
        }
    }

    @Test
    void aForeignPageIsNotMadeOneOfOursByWhatItsRequestClaims() {
        startAll(LONG, "client.origins=https://listed.example");
        try (Wire wire = new Wire(clientPort(), 0, ELSEWHERE)) {
            wire.write(requestOfSite(
                    "Origin: https://foreign.example",
                    "X-Forwarded-Host: foreign.example",
                    "X-Forwarded-Proto: https"));
            assertThat(wire.readHead().status()).isEqualTo(403);
        }
        try (Wire wire = new Wire(clientPort(), 0, ELSEWHERE)) {
            wire.write(requestOfSite("Origin: http://push.example"));
            assertThat(wire.readHead().status()).as("a page of the site itself").isEqualTo(200);
        }
    }

    /** For a stream, by the name that browsers know this site by. */
    static String requestOfSite(String... headers) {
        return SseClient.request("/sse?topic=a", headers).replace("Host: localhost", "Host: push.example");
    }

    @Test
    void theHeartbeatKeepsQuietConnectionsFromTheBalancersIdleTimeouts() {
        startAll(SHORT, "heartbeat.interval=200ms", "heartbeat.timeout=10s");
        WsClient socket = webSocket("/ws?topic=a");
        SseClient stream = stream("/sse?topic=a");
        long end = System.nanoTime() + SHORT.multipliedBy(3).toNanos();
        while (System.nanoTime() < end) {
            assertThat(stream.nextBlock()).isNotNull();
            WsClient.Frame ping = socket.next();
            assertThat(ping.opcode).isEqualTo(WsClient.PING);
            socket.send(WsClient.FIN | WsClient.PONG, ping.payload);
        }
        publisher().publish("/api/push?topic=a", "still there");
        assertThat(socket.nextText()).isEqualTo("still there");
        assertThat(stream.nextData()).isEqualTo("still there");
    }

    @Test
    void withoutAHeartbeatInTimeTheBalancerEndsQuietConnections() {
        startAll(SHORT);
        WsClient socket = webSocket("/ws?topic=a");
        SseClient stream = stream("/sse?topic=a");
        assertThat(socket.wire.isAtEnd()).isTrue();
        assertThat(stream.nextEvent()).isNull();
    }

    /** Subscribers of both nodes that come back where they are sent away, publishers and newcomers: nobody notices. */
    @Test
    void whileANodeDrainsEverybodyIsServed() throws Exception {
        startAll(LONG, "drain.grace=4s", "drain.window=20s");
        Traffic traffic = new Traffic(balancer());
        List<CompletableFuture<List<String>>> returning = new ArrayList<>();
        for (int i = 0; i < RETURNING; i++) {
            SseClient stream = SseClient.open(clientPort(), "/sse?topic=a");
            returning.add(Traffic.inThread(() -> traffic.readToTheLastWord(stream)));
        }
        assertThat(nodes).allMatch(node -> node.subscribers() == RETURNING / 2, "has its share");
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<List<String>> published = Traffic.inThread(() -> traffic.publishUntil(over, "a"));
        List<CompletableFuture<List<String>>> others = new ArrayList<>();
        for (int i = 0; i < OTHER_PUBLISHERS; i++) {
            others.add(Traffic.inThread(() -> traffic.publishUntil(over, "c")));
        }
        CompletableFuture<Integer> newcomers = Traffic.inThread(() -> traffic.comeAndGoUntil(over));

        TestGateway draining = nodes.get(0);
        CompletableFuture<Boolean> drained = draining.gateway.drain();
        onDraining(draining);
        assertThat(drained.get(20, TimeUnit.SECONDS)).as("in time").isTrue();
        // For a while yet the node answers publishers, whom it refuses.
        assertThat(statusOf(draining.gateway.pushPort(), "/readyz")).isEqualTo(503);
        int before = newcomersOf(nodes.get(1));
        Eventually.await("newcomers go on", () -> newcomersOf(nodes.get(1)) > before + 20, TestGateway.PATIENCE);
        over.set(true);

        List<String> messages = published.get(20, TimeUnit.SECONDS);
        for (CompletableFuture<List<String>> reader : returning) {
            assertThat(reader.get(20, TimeUnit.SECONDS)).isEqualTo(messages);
        }
        for (CompletableFuture<List<String>> other : others) {
            assertThat(other.get(20, TimeUnit.SECONDS)).isNotEmpty();
        }
        assertThat(newcomers.get(20, TimeUnit.SECONDS)).isGreaterThan(20);
    }

    /** Called right after a drain began. */
    void onDraining(TestGateway draining) {
        assertThat(statusOf(draining.gateway.pushPort(), "/readyz")).isEqualTo(503);
    }

    private static int newcomersOf(TestGateway node) {
        return Math.toIntExact(node.counter("connections.opened.websocket"));
    }
}
