package io.sluice.server;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.sluice.model.Disconnect;
import io.sluice.server.config.GatewayConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A gateway on free ports of the loopback interface, which must leave nothing behind. */
final class TestGateway implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final LogWatch log = new LogWatch();
    final Gateway gateway;

    private TestGateway(GatewayConfig config) {
        gateway = Gateway.start(config);
    }

    /** Starts; the settings override the tests' defaults. */
    static TestGateway start(String... settings) {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "client.host",
                "127.0.0.1",
                "client.port",
                "0",
                "push.port",
                "0",
                "workers",
                "2",
                "drain.grace",
                "0s",
                // The tests have both on the class path.
                "tls.provider",
                "jdk"));
        for (String setting : settings) {
            int at = setting.indexOf('=');
            all.put(setting.substring(0, at), setting.substring(at + 1));
        }
        return new TestGateway(GatewayConfig.of(all.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .toArray(String[]::new)));
    }

    LogWatch log() {
        return log;
    }

    WsClient webSocket(String target) {
        return WsClient.open(gateway.clientPort(), target, 0);
    }

    JsonClient json(String target) {
        return JsonClient.open(gateway.clientPort(), target, 0);
    }

    SseClient stream(String target, String... headers) {
        return SseClient.open(gateway.clientPort(), target, headers);
    }

    PushClient publisher() {
        return new PushClient(gateway.pushPort());
    }

    MetricRegistry registry() {
        return gateway.registry();
    }

    long counter(String name) {
        Counter counter = registry().getCounters().get(name);
        if (counter == null) {
            throw new AssertionError("no counter " + name + " in " + registry().getNames());
        }
        return counter.getCount();
    }

    /** Connections that are open, as the metrics tell. */
    long open() {
        return registry().getGauges((name, metric) -> name.equals("connections.open")).values().stream()
                .mapToLong(gauge -> (Long) gauge.getValue())
                .sum();
    }

    long closed(Disconnect cause) {
        return counter("connections.closed." + cause.label());
    }

    /** Connections that ended, whatever the cause. */
    long closed() {
        long sum = 0;
        for (Disconnect cause : Disconnect.values()) {
            sum += closed(cause);
        }
        return sum;
    }

    long opened() {
        return counter("connections.opened.websocket")
                + counter("connections.opened.json")
                + counter("connections.opened.sse");
    }

    int subscribers() {
        return gateway.delivery().shards.stream()
                .mapToInt(shard -> shard.metrics().subscribers())
                .sum();
    }

    long logBytes() {
        var memory = gateway.delivery().hub.memory();
        return memory.retainedBytes() + memory.pinnedBytes();
    }

    /** Bytes that the channel holds for a client which the kernel did not take. */
    static long pendingBytes(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** Waits until the gateway has stopped reading from a client. */
    void awaitUnread() {
        Eventually.await(
                "a client that is not read",
                () -> gateway.channels().stream()
                        .anyMatch(channel -> !channel.config().isAutoRead()),
                PATIENCE);
    }

    boolean hasNoConnection() {
        return gateway.channels().isEmpty() && subscribers() == 0 && open() == 0;
    }

    void awaitNoConnection(Duration within) {
        Eventually.await(
                () -> gateway.channels().size() + " channels, " + subscribers() + " subscribers",
                this::hasNoConnection,
                within);
    }

    /** The same, and no topic is left of subscriptions to topics that nobody published to. */
    void awaitEmpty() {
        awaitNoConnection(PATIENCE);
        Eventually.await(
                () -> gateway.delivery().hub.topicCount() + " topics, " + logBytes() + " bytes",
                () -> gateway.delivery().hub.topicCount() == 0 && logBytes() == 0,
                PATIENCE);
    }

    @Override
    public void close() {
        gateway.close();
        Eventually.await("the logs are given back", () -> logBytes() == 0, PATIENCE);
        log.endAndAssertSilence();
    }
}
