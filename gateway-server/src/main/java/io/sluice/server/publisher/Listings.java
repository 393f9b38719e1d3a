package io.sluice.server.publisher;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.model.ConnectionSummary;
import io.sluice.model.Page;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import io.sluice.server.admin.GatewayReads;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/topics} and {@code /api/connections}. */
final class Listings {

    private static final Logger LOG = LoggerFactory.getLogger(Listings.class);
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
        list(exchange, reads::topics, Listings::write);
    }

    void connections(Exchange exchange) {
        list(exchange, reads::connections, Listings::write);
    }

    private static <T> void list(
            Exchange exchange,
            BiFunction<@Nullable String, Integer, CompletionStage<Page<T>>> read,
            ItemWriter<T> writer) {
        String after = null;
        int limit = DEFAULT_LIMIT;
        try {
            for (Target.Parameter parameter : exchange.target().parameters()) {
                switch (parameter.name()) {
                    case "after" -> after = parameter.value();
                    case "limit" -> limit = limit(parameter.value());
                    default -> throw new IllegalArgumentException("an unknown query parameter; allowed: limit, after");
                }
            }
        } catch (IllegalArgumentException e) {
            exchange.refuse(Refusal.BAD_QUERY, String.valueOf(e.getMessage()));
            return;
        }
        CompletionStage<Page<T>> found;
        try {
            found = read.apply(after, limit);
        } catch (IllegalArgumentException e) {
            exchange.refuse(Refusal.BAD_QUERY, "after is not the next of a page before");
            return;
        }
        LaterReply reply = new LaterReply(exchange.connection());
        exchange.reply(reply);
        CompletionStage<Page<T>> unused = found.whenComplete(
                (page, failure) -> reply.complete(page == null ? failed(failure) : render(page, writer)));
    }

    private static int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(badLimit(), e);
        }
        throw new IllegalArgumentException(badLimit());
    }

    private static String badLimit() {
        return "limit is not a whole number from 1 to " + MAX_LIMIT;
    }

    private static FullHttpResponse failed(@Nullable Throwable failure) {
        LOG.warn("a listing failed", failure);
        return Refusal.READ_FAILED
                .problem("the listing could not be read; the log says why")
                .toResponse();
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
        json.writeNumberField("id", connection.id());
        json.writeStringField("transport", connection.transport());
        json.writeStringField("remoteAddress", connection.remoteAddress());
        json.writeStringField("state", connection.state());
        json.writeStringField("openedAt", connection.openedAt().toString());
        json.writeArrayFieldStart("topics");
        for (TopicName topic : connection.topics()) {
            json.writeString(topic.value());
        }
        json.writeEndArray();
        json.writeNumberField("pendingBytes", connection.pendingBytes());
        json.writeNumberField("behindMessages", connection.behindMessages());
    }
}
