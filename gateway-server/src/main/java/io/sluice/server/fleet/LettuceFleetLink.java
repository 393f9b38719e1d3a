package io.sluice.server.fleet;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Connections of the fleet's own to one Redis, or to the master that sentinels name. */
public final class LettuceFleetLink implements FleetLink, AutoCloseable {

    private static final long CLOSE_MILLIS = 1000;

    private final ClientResources resources;
    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> commands;
    private final StatefulRedisPubSubConnection<byte[], byte[]> messages;
    private final Map<String, Consumer<byte[]>> listeners = new ConcurrentHashMap<>();

    /**
     * Connects.
     *
     * @throws RuntimeException if there is no Redis; the message says why
     */
    public LettuceFleetLink(String uri, Duration commandTimeout) {
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
        client = RedisClient.create(resources, RedisURI.create(uri));
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(commandTimeout))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(commandTimeout)
                        .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                .enable()
                                .idle(Duration.ofSeconds(5))
                                .interval(Duration.ofSeconds(2))
                                .count(3)
                                .build())
                        .build())
                .build());
        try {
            commands = client.connect(ByteArrayCodec.INSTANCE);
            messages = client.connectPubSub(ByteArrayCodec.INSTANCE);
        } catch (RuntimeException e) {
            shutDown();
            throw e;
        }
        messages.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(byte[] channel, byte[] message) {
                Consumer<byte[]> listener = listeners.get(new String(channel, StandardCharsets.UTF_8));
                if (listener != null) {
                    listener.accept(message);
                }
            }
        });
    }

    @Override
    public CompletionStage<List<Object>> run(FleetScript script, byte[][] keys, byte[][] values) {
        if (!commands.isOpen()) {
            return CompletableFuture.failedStage(new IllegalStateException("not connected"));
        }
        try {
            RedisAsyncCommands<byte[], byte[]> async = commands.async();
            return async.<List<Object>>evalsha(script.digest(), ScriptOutputType.MULTI, keys, values)
                    .exceptionallyCompose(thrown -> isUnknown(thrown)
                            ? async.eval(script.source(), ScriptOutputType.MULTI, keys, values)
                            : CompletableFuture.failedStage(thrown));
        } catch (RuntimeException e) {
            // Not even sent: the client has ended.
            return CompletableFuture.failedStage(e);
        }
    }

    private static boolean isUnknown(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        return cause instanceof RedisNoScriptException;
    }

    @Override
    public void send(String channel, byte[] message) {
        try {
            var unused = commands.async().publish(FleetNames.bytes(channel), message);
        } catch (RuntimeException e) {
            // Best effort: whoever waits for it has a deadline.
        }
    }

    @Override
    public void listen(String channel, Consumer<byte[]> onMessage) {
        listeners.put(channel, onMessage);
        messages.async()
                .subscribe(FleetNames.bytes(channel))
                .toCompletableFuture()
                .join();
    }

    @Override
    public void close() {
        commands.closeAsync();
        messages.closeAsync();
        shutDown();
    }

    private void shutDown() {
        client.shutdown(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        resources.shutdown(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSE_MILLIS);
    }
}
