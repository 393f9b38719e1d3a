package io.sluice.server.publisher;

import io.sluice.model.ConnectionSummary;
import io.sluice.model.Page;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import io.sluice.server.admin.GatewayReads;
import io.sluice.server.admin.HistoryPage;
import io.sluice.server.admin.HistoryQuery;
import io.sluice.server.admin.PresencePage;
import io.sluice.server.explain.Records;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds nothing; the cursors of its pages tell what was asked for. */
final class FakeReads implements GatewayReads {

    /** What every history finds, when a test says so. */
    final CompletableFuture<Optional<HistoryPage>> histories = new CompletableFuture<>();

    @Override
    public CompletionStage<Page<TopicSummary>> topics(@Nullable String after, int limit) {
        return CompletableFuture.completedFuture(new Page<>(List.of(), "limit" + limit));
    }

    @Override
    public CompletionStage<Page<ConnectionSummary>> connections(@Nullable String after, int limit) {
        return CompletableFuture.completedFuture(new Page<>(List.of(), null));
    }

    @Override
    public CompletionStage<Page<ConnectionSummary>> connectionsByLag(@Nullable String after, int limit) {
        return CompletableFuture.completedFuture(new Page<>(List.of(), "lag" + limit));
    }

    @Override
    public CompletionStage<Optional<HistoryPage>> history(HistoryQuery query) {
        return histories;
    }

    @Override
    public CompletionStage<PresencePage> presence(TopicName topic, @Nullable String after, int limit) {
        return CompletableFuture.completedFuture(new PresencePage(0, new Page<>(List.of(), topic.value())));
    }

    @Override
    public Records records() {
        throw new AssertionError("not asked");
    }
}
