package io.sluice.server.admin;

import io.sluice.delivery.shard.Shard;
import io.sluice.delivery.shard.ShardEvictions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Closes connections of the shards, so many a second as a drain would. */
public final class ShardDisconnects implements Disconnects {

    private static final int MOST_SEARCHES = 16;

    private final List<ShardEvictions> shards;
    private final AtomicInteger searches = new AtomicInteger();

    public ShardDisconnects(List<Shard> shards, int ratePerSecond) {
        double perShard = (double) ratePerSecond / Math.max(1, shards.size());
        this.shards = shards.stream()
                .map(shard -> new ShardEvictions(shard, perShard))
                .toList();
    }

    @Override
    public CompletionStage<Integer> disconnect(DisconnectCommand command) {
        if (searches.incrementAndGet() > MOST_SEARCHES) {
            searches.decrementAndGet();
            return CompletableFuture.failedStage(
                    ReadRefusedException.tooMany("as many connections are searched for as may be at a time"));
        }
        List<CompletableFuture<Integer>> parts = new ArrayList<>();
        for (ShardEvictions shard : shards) {
            CompletableFuture<Integer> part = new CompletableFuture<>();
            shard.evict(command::isMeant, command.cause(), part::complete);
            parts.add(part);
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(
                        all -> parts.stream().mapToInt(CompletableFuture::join).sum())
                .whenComplete((sum, failure) -> searches.decrementAndGet());
    }
}
