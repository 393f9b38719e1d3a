package io.sluice.server.engine.redis.link;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** How commands are put to Lettuce, and what their failures mean. */
final class Commands {

    private Commands() {}

    /** By its digest; with its source where Redis has forgotten it, which makes it known again. */
    static <T> CompletionStage<T> run(
            RedisClusterAsyncCommands<byte[], byte[]> redis, Script script, byte[][] keys, byte[][] values) {
        return failing(() -> redis.<T>evalsha(script.digest(), script.type(), keys, values)
                .exceptionallyCompose(thrown -> RedisFailure.unwrapped(thrown) instanceof RedisNoScriptException
                        ? redis.eval(script.source(), script.type(), keys, values)
                        : CompletableFuture.failedStage(thrown)));
    }

    static void send(RedisClusterAsyncCommands<byte[], byte[]> redis, String channel, byte[] message) {
        var unused = failing(() -> redis.spublish(channel.getBytes(StandardCharsets.US_ASCII), message));
    }

    static <T> CompletionStage<T> failing(Supplier<CompletionStage<T>> command) {
        CompletionStage<T> stage;
        try {
            stage = command.get();
        } catch (RuntimeException e) {
            // Not even sent: the client has ended.
            return CompletableFuture.failedStage(new RedisFailure(e, false));
        }
        return stage.exceptionally(thrown -> {
            throw RedisFailure.of(thrown);
        });
    }
}
