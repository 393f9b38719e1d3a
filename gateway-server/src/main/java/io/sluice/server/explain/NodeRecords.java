package io.sluice.server.explain;

import io.sluice.delivery.hub.History;
import io.sluice.delivery.hub.Hub;
import io.sluice.delivery.shard.Shard;
import io.sluice.delivery.shard.ShardReads;
import io.sluice.delivery.shard.ShardReads.Accounts;
import io.sluice.delivery.shard.Start;
import io.sluice.model.ConnectionAccount;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks this gateway: one task on each shard's loop that looks at each connection once, and one on the hub's for each topic. */
public final class NodeRecords implements Records {

    /** In one answer. */
    private static final int MOST_REFUSED = 20;

    private static final int READ_SECONDS = 30;
    private static final History.Bounds ONE_WITHOUT_PAYLOAD = new History.Bounds(1, 0);

    private final Hub hub;
    private final List<ShardReads> shards;
    private final RefusedHandshakes refused;
    private final InstantSource clock;
    private final Instant startedAt;

    public NodeRecords(Hub hub, List<Shard> shards, RefusedHandshakes refused, InstantSource clock) {
        this.hub = hub;
        this.shards = shards.stream().map(ShardReads::new).toList();
        this.refused = refused;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    @Override
    public CompletionStage<Findings> findings(ExplainQuery query) {
        List<CompletableFuture<Accounts>> parts = new ArrayList<>();
        for (ShardReads shard : shards) {
            CompletableFuture<Accounts> part = new CompletableFuture<>();
            shard.accounts(query::isMeant, query.topic(), query.limit(), part::complete);
            parts.add(part);
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(all -> together(
                        query, parts.stream().map(CompletableFuture::join).toList()));
    }

    private Findings together(ExplainQuery query, List<Accounts> parts) {
        List<ConnectionAccount> all =
                parts.stream().flatMap(part -> part.connections().stream()).toList();
        List<ConnectionAccount> connections = all.stream()
                .sorted(Explanation.order(query.topic()))
                .limit(query.limit())
                .toList();
        int more = all.size()
                - connections.size()
                + parts.stream().mapToInt(Accounts::more).sum();
        return new Findings(
                connections,
                more,
                refused.newest(isOf(query, connections), MOST_REFUSED),
                parts.stream().map(this::since).max(Instant::compareTo).orElse(startedAt),
                parts.stream().anyMatch(Accounts::hasForgotten));
    }

    /** Those of the user, and those of nobody from where the connections came. */
    private static Predicate<RefusedHandshake> isOf(ExplainQuery query, List<ConnectionAccount> connections) {
        Set<String> addresses = query.by() == ExplainQuery.By.ADDRESS
                ? Set.of(query.name())
                : connections.stream()
                        .map(connection -> connection.info().remoteAddress())
                        .collect(Collectors.toSet());
        String user = query.by() == ExplainQuery.By.USER ? query.name() : null;
        return each -> each.user() == null
                ? addresses.contains(each.address())
                : query.by() == ExplainQuery.By.ADDRESS
                        ? addresses.contains(each.address())
                        : each.user().equals(user);
    }

    private Instant since(Accounts part) {
        if (!part.hasForgotten()) {
            return startedAt;
        }
        Instant oldest = part.oldestClosedAt();
        return oldest == null ? clock.instant() : oldest;
    }

    @Override
    public CompletionStage<Optional<TopicFacts>> facts(TopicName topic, @Nullable Position publication) {
        CompletableFuture<Optional<TopicFacts>> answer = new CompletableFuture<>();
        Start start = publication == null
                ? new Start.Last(1)
                : new Start.After(new Position(publication.epoch(), publication.offset() - 1));
        hub.history(
                topic,
                start,
                ONE_WITHOUT_PAYLOAD,
                history -> answer.complete(Optional.ofNullable(history).map(found -> facts(found, publication))));
        // Should the hub fail over it, whoever asked hears all the same.
        return answer.orTimeout(READ_SECONDS, TimeUnit.SECONDS);
    }

    private static TopicFacts facts(History history, @Nullable Position publication) {
        Position wanted = publication == null ? history.head() : publication;
        Instant at = history.items().stream()
                .filter(item -> item.position().equals(wanted))
                .map(item -> Instant.ofEpochMilli(item.timeMillis()))
                .findFirst()
                .orElse(null);
        return new TopicFacts(history.head(), history.firstOffset(), at);
    }
}
