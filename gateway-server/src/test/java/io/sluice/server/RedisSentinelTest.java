package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Disconnect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A master, its replica, and a sentinel that puts one in the place of the other. */
class RedisSentinelTest {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private RedisServer master;
    private RedisServer replica;
    private RedisServer sentinel;
    private Path sentinelFile;
    private TestGateway gateway;
    private PushClient publisher;

    @BeforeEach
    void start() throws IOException {
        master = opened(RedisServer.forgetful());
        replica = opened(RedisServer.with("--appendonly", "no", "--replicaof", "127.0.0.1 " + master.port()));
        sentinelFile = Files.createTempFile("sluice-sentinel", ".conf");
        Files.writeString(
                sentinelFile,
                String.join(
                        "\n",
                        "sentinel monitor fleet 127.0.0.1 " + master.port() + " 1",
                        "sentinel down-after-milliseconds fleet 500",
                        "sentinel failover-timeout fleet 3000",
                        ""));
        Eventually.await(
                "the replica follows",
                () -> replica.answer("INFO replication").contains("master_link_status:up"),
                TestGateway.PATIENCE);
        sentinel = opened(RedisServer.sentinel(sentinelFile));
        Eventually.await(
                "the sentinel knows the replica",
                () -> sentinel.answer("SENTINEL REPLICAS fleet").contains("127.0.0.1:" + replica.port()),
                TestGateway.PATIENCE.multipliedBy(2));
        gateway = opened(TestGateway.start(
                "engine.type=redis",
                "redis.uri=redis-sentinel://127.0.0.1:" + sentinel.port() + "#fleet",
                "redis.command-timeout=300ms",
                "redis.check-interval=200ms",
                "redis.publish-deadline=30s",
                "start.warm-up=0s"));
        publisher = opened(gateway.publisher());
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
        Files.delete(sentinelFile);
    }

    private void awaitReplication() {
        master.awaitReplica();
    }

    private void publishUntilAccepted(String text) {
        Eventually.await(
                "a publish is accepted",
                () -> {
                    publisher.send("/api/push?topic=a", text);
                    PushClient.Answer answer = publisher.answer();
                    assertThat(answer.status()).as(answer.body()).isIn(202, 503);
                    return answer.status() == 202;
                },
                TestGateway.PATIENCE.multipliedBy(3));
    }

    @Test
    void whenTheMasterDiesTheReplicaGoesOnWithoutAGap() {
        try (WsClient client = gateway.webSocket("/ws?topic=a")) {
            publisher.publish("/api/push?topic=a", "before");
            assertThat(client.nextText()).isEqualTo("before");
            awaitReplication();
            master.kill();
            publishUntilAccepted("after");
            assertThat(client.nextText()).isEqualTo("after");
        }
        assertThat(gateway.closed(Disconnect.POSITION_LOST)).isZero();
    }

    @Test
    void whenTheMasterFreezesItsConnectionsAreGivenUpAndTheReplicaGoesOn() {
        try (WsClient client = gateway.webSocket("/ws?topic=a")) {
            publisher.publish("/api/push?topic=a", "before");
            assertThat(client.nextText()).isEqualTo("before");
            awaitReplication();
            // Its sockets stay open, and the kernel answers for it.
            master.freeze();
            publishUntilAccepted("after");
            assertThat(client.nextText()).isEqualTo("after");
            master.thaw();
        }
        assertThat(gateway.counter("redis.connections-dropped")).isPositive();
        assertThat(gateway.closed(Disconnect.POSITION_LOST)).isZero();
    }

    @Test
    void whereTheReplicaNeverGotWhatWasAcceptedTheSubscribersAreTold() {
        try (WsClient client = gateway.webSocket("/ws?topic=a")) {
            publisher.publish("/api/push?topic=a", "before");
            awaitReplication();
            replica.freeze();
            // What its socket already holds it would still read.
            master.command("CLIENT KILL TYPE replica");
            String lost = publisher.publishForPosition("/api/push?topic=a", "lost");
            assertThat(client.nextText()).isEqualTo("before");
            assertThat(client.nextText()).isEqualTo("lost");
            master.kill();
            replica.thaw();
            client.assertClosedWith(4009);
            publishUntilAccepted("after");
            try (WsClient returned = gateway.webSocket("/ws?topic=a&since=" + lost)) {
                returned.assertClosedWith(4009);
            }
            try (WsClient anew = gateway.webSocket("/ws?topic=a&last=10")) {
                assertThat(anew.nextText()).isEqualTo("after");
            }
        }
    }
}
