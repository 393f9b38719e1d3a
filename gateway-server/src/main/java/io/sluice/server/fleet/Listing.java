package io.sluice.server.fleet;

import io.sluice.model.ConnectionInfo;
import io.sluice.model.ConnectionSummary;
import io.sluice.model.LagPlace;
import io.sluice.model.Page;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import io.sluice.server.admin.GatewayReads;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A listing that nodes give parts of.
 *
 * @param order of its items, over all nodes
 * @param cursor what comes after an item is asked for with this
 * @param check throws {@link IllegalArgumentException} for what is no such cursor
 */
record Listing<T>(
        Question.Kind kind,
        ItemCodec<T> codec,
        Comparator<T> order,
        Function<T, String> cursor,
        Consumer<String> check,
        Source<T> source) {

    /** Where a node finds its part. */
    @FunctionalInterface
    interface Source<T> {
        CompletionStage<Part<T>> read(GatewayReads reads, Question question);
    }

    /**
     * What one node has.
     *
     * @param count all that it has, whatever the page, where the listing counts them
     * @param more whether it has further ones after these
     */
    record Part<T>(int count, List<T> items, boolean more) {

        static <T> Part<T> of(int count, Page<T> page) {
            return new Part<>(count, page.items(), page.next() != null);
        }
    }

    static final Listing<TopicSummary> TOPICS = new Listing<>(
            Question.Kind.TOPICS,
            ItemCodec.TOPIC,
            Comparator.comparing(TopicSummary::name),
            topic -> topic.name().value(),
            name -> {},
            (reads, asked) -> reads.topics(asked.after(), asked.limit()).thenApply(page -> Part.of(0, page)));

    static final Listing<ConnectionSummary> CONNECTIONS = new Listing<>(
            Question.Kind.CONNECTIONS,
            ItemCodec.CONNECTION,
            Comparator.comparingLong(connection -> connection.info().id()),
            connection -> Long.toString(connection.info().id()),
            Long::parseLong,
            (reads, asked) -> reads.connections(asked.after(), asked.limit()).thenApply(page -> Part.of(0, page)));

    static final Listing<ConnectionSummary> BY_LAG = new Listing<>(
            Question.Kind.BY_LAG,
            ItemCodec.CONNECTION,
            Comparator.comparing(LagPlace::of),
            connection -> LagPlace.of(connection).toString(),
            LagPlace::parse,
            (reads, asked) ->
                    reads.connectionsByLag(asked.after(), asked.limit()).thenApply(page -> Part.of(0, page)));

    static final Listing<ConnectionInfo> PRESENCE = new Listing<>(
            Question.Kind.PRESENCE,
            ItemCodec.INFO,
            Comparator.comparingLong(ConnectionInfo::id),
            connection -> Long.toString(connection.id()),
            Long::parseLong,
            (reads, asked) -> reads.presence(new TopicName(asked.name()), asked.after(), asked.limit())
                    .thenApply(found -> Part.of(found.count(), found.page())));

    /** The listing that is asked for; null for what is none. */
    static @Nullable Listing<?> of(Question.Kind kind) {
        return switch (kind) {
            case TOPICS -> TOPICS;
            case CONNECTIONS -> CONNECTIONS;
            case BY_LAG -> BY_LAG;
            case PRESENCE -> PRESENCE;
            case DISCONNECT, EXPLAIN -> null;
        };
    }
}
