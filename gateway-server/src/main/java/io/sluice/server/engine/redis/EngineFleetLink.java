package io.sluice.server.engine.redis;

import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.server.engine.redis.link.RedisFailure;
import io.sluice.server.engine.redis.link.RedisLink;
import io.sluice.server.engine.redis.link.Script;
import io.sluice.server.fleet.FleetLink;
import io.sluice.server.fleet.FleetScript;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Lets the fleet use the engine's way to Redis. Any thread. */
final class EngineFleetLink implements FleetLink {

    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RedisLink link;
    private final OwnerLoop loop;
    private final Map<FleetScript, Script> scripts = new ConcurrentHashMap<>();

    EngineFleetLink(RedisLink link, OwnerLoop loop) {
        this.link = link;
        this.loop = loop;
    }

    @Override
    public CompletionStage<List<Object>> run(FleetScript script, byte[][] keys, byte[][] values) {
        return link.run(scripts.computeIfAbsent(script, one -> Script.ofList(one.source())), keys, values);
    }

    @Override
    public void send(String channel, byte[] message) {
        link.send(channel, message);
    }

    @Override
    public void onLost(Runnable task) {
        link.onAnyConnectionLost(task);
    }

    @Override
    public CompletionStage<Void> listen(String channel, Consumer<byte[]> onMessage) {
        CompletableFuture<Void> heard = new CompletableFuture<>();
        loop.execute(() -> link.subscribe(channel, new Listener(heard, onMessage)));
        return heard;
    }

    private final class Listener implements RedisLink.ChannelListener {

        private final CompletableFuture<Void> heard;
        private final Consumer<byte[]> consumer;

        Listener(CompletableFuture<Void> heard, Consumer<byte[]> consumer) {
            this.heard = heard;
            this.consumer = consumer;
        }

        @Override
        public void onMessage(String channel, byte[] message) {
            consumer.accept(message);
        }

        @Override
        public void onSubscribed(String channel) {
            heard.complete(null);
        }

        @Override
        public void onSubscribeFailed(String channel, RedisFailure cause) {
            loop.schedule(() -> link.subscribe(channel, this), AGAIN_NANOS);
        }

        @Override
        public void onSubscriptionLost(String channel) {
            // Whoever asks meanwhile names this node as one that did not answer; the link subscribes it again.
        }
    }
}
