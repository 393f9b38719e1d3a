package io.sluice.server.publisher;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.ConnectionSummary;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import io.sluice.server.admin.AdminReads;
import io.sluice.server.admin.FleetPage;
import io.sluice.server.admin.FleetPage.OnNode;
import io.sluice.server.admin.FleetReads;
import io.sluice.server.admin.NodeInfo;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** {@code /api/topics}, {@code /api/connections} and {@code /api/nodes}. */
final class Listings {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private final AdminReads reads;

    Listings(AdminReads reads) {
        this.reads = reads;
    }

    /** Writes one item of a listing. */
    @FunctionalInterface
    private interface ItemWriter<T> {
        void write(JsonGenerator json, T item) throws IOException;
    }

    void topics(Exchange exchange) {
        try {
            Query query = new Query(exchange.target(), List.of("limit", "after", "scope"));
            // A topic is everywhere.
            list(exchange, query, scope(query, reads)::topics, Listings::write, false);
        } catch (IllegalArgumentException e) {
            exchange.refuse(Refusal.BAD_QUERY, String.valueOf(e.getMessage()));
        }
    }

    void connections(Exchange exchange) {
        try {
            Query query = new Query(exchange.target(), List.of("limit", "after", "sort", "scope"));
            FleetReads scope = scope(query, reads);
            boolean byLag = query.word("sort", List.of("id", "lag")).equals("lag");
            list(exchange, query, byLag ? scope::connectionsByLag : scope::connections, Listings::write, true);
        } catch (IllegalArgumentException e) {
            exchange.refuse(Refusal.BAD_QUERY, String.valueOf(e.getMessage()));
        }
    }

    void nodes(Exchange exchange) {
        try {
            Query query = new Query(exchange.target(), List.of("scope"));
            ReadReply.answer(exchange, scope(query, reads)::nodes, Listings::render);
        } catch (IllegalArgumentException e) {
            exchange.refuse(Refusal.BAD_QUERY, String.valueOf(e.getMessage()));
        }
    }

    /** Who is asked: all gateways, unless the request says this one alone. */
    static FleetReads scope(Query query, AdminReads reads) {
        return query.word("scope", List.of("fleet", "node")).equals("node") ? reads.node() : reads.fleet();
    }

    /** Names those that did not answer, where there are any. */
    static void writeMissing(JsonGenerator json, List<String> missing) throws IOException {
        if (missing.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("missing");
        for (String node : missing) {
            json.writeString(node);
        }
        json.writeEndArray();
    }

    /** How many items a page may have. */
    static int limit(Query query) {
        return query.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    }

    private static <T> void list(
            Exchange exchange,
            Query query,
            BiFunction<@Nullable String, Integer, CompletionStage<FleetPage<T>>> read,
            ItemWriter<T> writer,
            boolean withNode) {
        int limit = limit(query);
        ReadReply.answer(
                exchange, () -> read.apply(query.text("after"), limit), page -> render(page, writer, withNode));
    }

    private static <T> FullHttpResponse render(FleetPage<T> page, ItemWriter<T> writer, boolean withNode) {
        return Responses.json(HttpResponseStatus.OK, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("items");
            for (OnNode<T> item : page.items()) {
                json.writeStartObject();
                writer.write(json, item.item());
                if (withNode) {
                    json.writeStringField("node", item.node());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("next", page.next());
            writeMissing(json, page.missing());
            json.writeEndObject();
        });
    }

    private static FullHttpResponse render(List<NodeInfo> nodes) {
        return Responses.json(HttpResponseStatus.OK, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("items");
            for (NodeInfo node : nodes) {
                json.writeStartObject();
                json.writeStringField("node", node.name());
                json.writeNumberField("number", node.number());
                json.writeStringField("version", node.version());
                json.writeStringField("startedAt", node.startedAt().toString());
                json.writeNumberField("connections", node.connections());
                json.writeEndObject();
            }
            json.writeEndArray();
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
