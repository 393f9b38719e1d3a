package io.sluice.server.admin;

import io.sluice.model.ConnectionInfo;
import io.sluice.model.ConnectionSummary;
import io.sluice.model.Page;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import io.sluice.server.admin.FleetPage.OnNode;
import io.sluice.server.explain.ExplainQuery;
import io.sluice.server.explain.Explainer;
import io.sluice.server.explain.Explanation;
import io.sluice.server.explain.Records;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one gateway says when it is asked as if it were alone. */
public final class OneGateway implements FleetReads {

    private final GatewayReads reads;
    private final Disconnects disconnects;
    private final Supplier<NodeInfo> self;

    public OneGateway(GatewayReads reads, Disconnects disconnects, Supplier<NodeInfo> self) {
        this.reads = reads;
        this.disconnects = disconnects;
        this.self = self;
    }

    @Override
    public CompletionStage<FleetPage<TopicSummary>> topics(@Nullable String after, int limit) {
        return reads.topics(after, limit).thenApply(page -> of(0, page));
    }

    @Override
    public CompletionStage<FleetPage<ConnectionSummary>> connections(@Nullable String after, int limit) {
        return reads.connections(after, limit).thenApply(page -> of(0, page));
    }

    @Override
    public CompletionStage<FleetPage<ConnectionSummary>> connectionsByLag(@Nullable String after, int limit) {
        return reads.connectionsByLag(after, limit).thenApply(page -> of(0, page));
    }

    @Override
    public CompletionStage<FleetPage<ConnectionInfo>> presence(TopicName topic, @Nullable String after, int limit) {
        return reads.presence(topic, after, limit).thenApply(found -> of(found.count(), found.page()));
    }

    @Override
    public CompletionStage<List<NodeInfo>> nodes() {
        return CompletableFuture.completedStage(List.of(self.get()));
    }

    @Override
    public CompletionStage<Explanation> explain(ExplainQuery query) {
        Records records = reads.records();
        return records.findings(query)
                .thenCompose(findings -> new Explainer(records)
                        .explain(query, List.of(new Explainer.OfNode(self.get().name(), findings)), List.of()));
    }

    @Override
    public CompletionStage<Disconnected> disconnect(DisconnectCommand command) {
        return disconnects.disconnect(command).thenApply(found -> new Disconnected(found, 1, List.of()));
    }

    private <T> FleetPage<T> of(int count, Page<T> page) {
        String name = self.get().name();
        return new FleetPage<>(
                count,
                page.items().stream().map(item -> new OnNode<>(name, item)).toList(),
                page.next(),
                List.of());
    }
}
