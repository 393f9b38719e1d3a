package io.sluice.server.admin;

import io.sluice.delivery.hub.Hub;
import io.sluice.delivery.shard.Shard;
import io.sluice.delivery.shard.ShardReads;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.ConnectionSummary;
import io.sluice.model.LagPlace;
import io.sluice.model.Page;
import io.sluice.model.Presence;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import io.sluice.server.explain.Records;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Listings of hub and shards. The search through all names runs on an executor of its own and only a page's worth of work
 * on the loops, so that an operator who looks does not delay deliveries.
 */
public final class HubReads implements GatewayReads {

    private static final Comparator<ConnectionSummary> BY_ID =
            Comparator.comparingLong(connection -> connection.info().id());
    private static final Comparator<ConnectionSummary> BY_LAG = Comparator.comparing(LagPlace::of);

    private final Hub hub;
    private final HistoryReads histories;
    private final List<ShardReads> shards;
    private final Executor executor;
    private final Records records;

    /**
     * Listings.
     *
     * @param records of connections
     * @param executor bounded; a rejection fails the listing
     */
    public HubReads(Hub hub, List<Shard> shards, Records records, Executor executor) {
        this.hub = hub;
        this.histories = new HistoryReads(hub);
        this.shards = shards.stream().map(ShardReads::new).toList();
        this.records = records;
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
        long afterId = idAfter(after);
        return this.<List<ConnectionSummary>>ofAllShards(
                        (shard, consumer) -> shard.byId(afterId, limit, hub.millis(), consumer))
                .thenApply(parts -> page(
                        parts, BY_ID, limit, last -> Long.toString(last.info().id())));
    }

    @Override
    public CompletionStage<Page<ConnectionSummary>> connectionsByLag(@Nullable String after, int limit) {
        LagPlace place = after == null ? LagPlace.FIRST : LagPlace.parse(after);
        return this.<List<ConnectionSummary>>ofAllShards(
                        (shard, consumer) -> shard.byLag(place, limit, hub.millis(), consumer))
                .thenApply(parts ->
                        page(parts, BY_LAG, limit, last -> LagPlace.of(last).toString()));
    }

    @Override
    public CompletionStage<PresencePage> presence(TopicName topic, @Nullable String after, int limit) {
        long afterId = idAfter(after);
        return this.<Presence>ofAllShards((shard, consumer) -> shard.onTopic(topic, afterId, limit, consumer))
                .thenApply(parts -> new PresencePage(
                        parts.stream().mapToInt(Presence::count).sum(),
                        page(
                                parts.stream().map(Presence::page).toList(),
                                Comparator.comparingLong(ConnectionInfo::id),
                                limit,
                                last -> Long.toString(last.id()))));
    }

    @Override
    public CompletionStage<Optional<HistoryPage>> history(HistoryQuery query) {
        return histories.read(query);
    }

    @Override
    public Records records() {
        return records;
    }

    private static long idAfter(@Nullable String after) {
        return after == null ? 0 : Long.parseLong(after);
    }

    /** Asks all shards at once; what they say comes when the last one has said it. */
    private <P> CompletionStage<List<P>> ofAllShards(BiConsumer<ShardReads, Consumer<P>> read) {
        List<CompletableFuture<P>> parts = new ArrayList<>();
        for (ShardReads shard : shards) {
            CompletableFuture<P> part = new CompletableFuture<>();
            read.accept(shard, part::complete);
            parts.add(part);
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(all -> parts.stream().map(CompletableFuture::join).toList());
    }

    private static <T> Page<T> page(List<List<T>> parts, Comparator<T> order, int limit, Function<T, String> next) {
        List<T> items =
                parts.stream().flatMap(List::stream).sorted(order).limit(limit).toList();
        return new Page<>(items, items.size() == limit ? next.apply(items.get(limit - 1)) : null);
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
