package io.sluice.server.admin;

import io.sluice.model.ConnectionSummary;
import io.sluice.model.Page;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import io.sluice.server.explain.Records;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The listings that the gateway can give of itself. Thread-safe; answers come on any thread. */
public interface GatewayReads {

    /**
     * Topics in the order of their names.
     *
     * @param after the {@code next} of the page before, or null for the first
     * @param limit 1 to 1000
     */
    CompletionStage<Page<TopicSummary>> topics(@Nullable String after, int limit);

    /**
     * Connections in the order of their ids.
     *
     * @param after the {@code next} of the page before, or null for the first
     * @param limit 1 to 1000
     */
    CompletionStage<Page<ConnectionSummary>> connections(@Nullable String after, int limit);

    /**
     * Connections, the furthest behind first. Lags change: from page to page a connection may come twice or not at all.
     *
     * @param after the {@code next} of the page before, or null for the first
     * @param limit 1 to 1000
     */
    CompletionStage<Page<ConnectionSummary>> connectionsByLag(@Nullable String after, int limit);

    /**
     * The open connections on a topic in the order of their ids; none on one that nobody subscribes to.
     *
     * @param after the {@code next} of the page before, or null for the first
     * @param limit 1 to 1000
     */
    CompletionStage<PresencePage> presence(TopicName topic, @Nullable String after, int limit);

    /**
     * A page of what a topic retains; empty where there is no such topic.
     *
     * @throws IllegalArgumentException if the query says no start; the message says what is allowed
     */
    CompletionStage<Optional<HistoryPage>> history(HistoryQuery query);

    /** What is known of connections that are there and that were. */
    Records records();
}
