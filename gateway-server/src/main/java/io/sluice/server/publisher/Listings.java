package io.sluice.server.publisher;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.ConnectionSummary;
import io.sluice.model.Page;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import io.sluice.server.admin.GatewayReads;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** {@code /api/topics} and {@code /api/connections}. */
final class Listings {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private final GatewayReads reads;

    Listings(GatewayReads reads) {
        this.reads = reads;
    }

    /** Writes one item of a listing. */
    @FunctionalInterface
    private interface ItemWriter<T> {
        void write(JsonGenerator json, T item) throws IOException;
    }

    void topics(Exchange exchange) {
        try {
            Query query = new Query(exchange.target(), List.of("limit", "after"));
            list(exchange, query, reads::topics, Listings::write);
        } catch (IllegalArgumentException e) {
            exchange.refuse(Refusal.BAD_QUERY, String.valueOf(e.getMessage()));
        }
    }

    void connections(Exchange exchange) {
        try {
            Query query = new Query(exchange.target(), List.of("limit", "after", "sort"));
            boolean byLag = query.word("sort", List.of("id", "lag")).equals("lag");
            list(exchange, query, byLag ? reads::connectionsByLag : reads::connections, Listings::write);
        } catch (IllegalArgumentException e) {
            exchange.refuse(Refusal.BAD_QUERY, String.valueOf(e.getMessage()));
        }
    }

    /** How many items a page may have. */
    static int limit(Query query) {
        return query.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    }

    private static <T> void list(
            Exchange exchange,
            Query query,
            BiFunction<@Nullable String, Integer, CompletionStage<Page<T>>> read,
            ItemWriter<T> writer) {
        int limit = limit(query);
        ReadReply.answer(exchange, () -> read.apply(query.text("after"), limit), page -> render(page, writer));
    }

    private static <T> FullHttpResponse render(Page<T> page, ItemWriter<T> writer) {
        return Responses.json(HttpResponseStatus.OK, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("items");
            for (T item : page.items()) {
                json.writeStartObject();
                writer.write(json, item);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("next", page.next());
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, TopicSummary topic) throws IOException {
        json.writeStringField("topic", topic.name().value());
        json.writeStringField("epoch", topic.head().epochText());
        json.writeNumberField("offset", topic.head().offset());
        json.writeNumberField("firstOffset", topic.firstOffset());
        json.writeNumberField("retainedMessages", topic.retainedMessages());
        json.writeNumberField("retainedBytes", topic.retainedBytes());
        json.writeNumberField("subscribers", topic.subscribers());
    }

    private static void write(JsonGenerator json, ConnectionSummary connection) throws IOException {
        writeInfo(json, connection.info());
        json.writeStringField("state", connection.state());
        json.writeArrayFieldStart("topics");
        for (TopicName topic : connection.topics()) {
            json.writeString(topic.value());
        }
        json.writeEndArray();
        json.writeNumberField("pendingBytes", connection.pendingBytes());
        json.writeNumberField("behindMessages", connection.lag().messages());
        json.writeNumberField("behindBytes", connection.lag().bytes());
        json.writeNumberField("behindSeconds", connection.lag().millis() / 1000.0);
    }

    private static void writeInfo(JsonGenerator json, ConnectionInfo info) throws IOException {
        json.writeNumberField("id", info.id());
        json.writeStringField("user", info.user());
        json.writeStringField("transport", info.transport());
        json.writeStringField("remoteAddress", info.remoteAddress());
        json.writeStringField("openedAt", info.openedAt().toString());
    }
}
