package io.sluice.server.admin;

import io.sluice.delivery.hub.Hub;
import io.sluice.delivery.shard.Shard;
import io.sluice.model.ConnectionSummary;
import io.sluice.model.Page;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Listings of hub and shards. The search through all names runs on an executor of its own and only a page's worth of work
 * on the loops, so that an operator who looks does not delay deliveries.
 */
public final class HubReads implements GatewayReads {

    private final Hub hub;
    private final List<Shard> shards;
    private final Executor executor;

    /**
     * Listings.
     *
     * @param executor bounded; a rejection fails the listing
     */
    public HubReads(Hub hub, List<Shard> shards, Executor executor) {
        this.hub = hub;
        this.shards = List.copyOf(shards);
        this.executor = executor;
    }

    @Override
    public CompletionStage<Page<TopicSummary>> topics(@Nullable String after, int limit) {
        CompletableFuture<Page<TopicSummary>> answer = new CompletableFuture<>();
        return run(answer, () -> {
            List<TopicName> names = firstAfter(after, limit);
            hub.summarize(names, summaries -> {
                String next =
                        names.size() == limit ? names.get(names.size() - 1).value() : null;
                answer.complete(new Page<>(summaries, next));
            });
        });
    }

    private List<TopicName> firstAfter(@Nullable String after, int limit) {
        PriorityQueue<TopicName> last = new PriorityQueue<>(Comparator.reverseOrder());
        for (TopicName name : hub.topicNames()) {
            if (after != null && name.value().compareTo(after) <= 0) {
                continue;
            }
            if (last.size() < limit) {
                last.add(name);
            } else if (name.compareTo(last.element()) < 0) {
                last.remove();
                last.add(name);
            }
        }
        List<TopicName> names = new ArrayList<>(last);
        names.sort(Comparator.naturalOrder());
        return names;
    }

    @Override
    public CompletionStage<Page<ConnectionSummary>> connections(@Nullable String after, int limit) {
        long afterId = after == null ? 0 : Long.parseLong(after);
        List<CompletableFuture<List<ConnectionSummary>>> parts = new ArrayList<>();
        for (Shard shard : shards) {
            CompletableFuture<List<ConnectionSummary>> part = new CompletableFuture<>();
            shard.list(afterId, limit, part::complete);
            parts.add(part);
        }
        CompletableFuture<Page<ConnectionSummary>> answer = new CompletableFuture<>();
        CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenRun(() -> answer.complete(page(
                        parts.stream().flatMap(part -> part.join().stream()).toList(), limit)));
        return answer;
    }

    private static Page<ConnectionSummary> page(List<ConnectionSummary> all, int limit) {
        List<ConnectionSummary> items = all.stream()
                .sorted(Comparator.comparingLong(ConnectionSummary::id))
                .limit(limit)
                .toList();
        boolean more = items.size() == limit;
        return new Page<>(items, more ? Long.toString(items.get(limit - 1).id()) : null);
    }

    private <T> CompletionStage<T> run(CompletableFuture<T> answer, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }
}
