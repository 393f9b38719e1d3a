package io.sluice.server.publisher;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.model.ConnectionInfo;
import io.sluice.model.TopicName;
import io.sluice.server.admin.AdminReads;
import io.sluice.server.admin.FleetPage;
import io.sluice.server.admin.FleetPage.OnNode;
import io.sluice.server.admin.FleetReads;
import io.sluice.server.admin.HistoryPage;
import io.sluice.server.admin.HistoryQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code /api/topics/{topic}/history} and {@code /api/topics/{topic}/presence}. */
final class TopicReads {

    /** Pages of a history are large: no more of them are made or wait for their turn at a time, over all connections. */
    private static final int MAX_HISTORIES = 16;

    private static final int MAX_LAST = 1_000_000;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final AdminReads reads;
    private final AtomicInteger histories = new AtomicInteger();

    TopicReads(AdminReads reads) {
        this.reads = reads;
    }

    /** Serves one of the reads of a topic. */
    @FunctionalInterface
    private interface Read {
        /** Throws {@link IllegalArgumentException} where the query is wrong; the message says what is allowed. */
        void begin(Exchange exchange, TopicName topic);
    }

    void presence(Exchange exchange, TopicPath path) {
        begin(exchange, path, this::beginPresence);
    }

    void history(Exchange exchange, TopicPath path) {
        begin(exchange, path, this::beginHistory);
    }

    private static void begin(Exchange exchange, TopicPath path, Read read) {
        TopicName topic;
        try {
            topic = path.name();
        } catch (IllegalArgumentException e) {
            exchange.refuse(Refusal.BAD_TOPIC, "topic: " + e.getMessage());
            return;
        }
        try {
            read.begin(exchange, topic);
        } catch (IllegalArgumentException e) {
            exchange.refuse(Refusal.BAD_QUERY, String.valueOf(e.getMessage()));
        }
    }

    // ---- presence

    private void beginPresence(Exchange exchange, TopicName topic) {
        Query query = new Query(exchange.target(), List.of("limit", "after", "scope"));
        int limit = Listings.limit(query);
        FleetReads scope = Listings.scope(query, reads);
        ReadReply.answer(
                exchange, () -> scope.presence(topic, query.text("after"), limit), found -> render(topic, found));
    }

    private static FullHttpResponse render(TopicName topic, FleetPage<ConnectionInfo> presence) {
        return Responses.json(HttpResponseStatus.OK, json -> {
            json.writeStartObject();
            json.writeStringField("topic", topic.value());
            json.writeNumberField("count", presence.count());
            json.writeArrayFieldStart("items");
            for (OnNode<ConnectionInfo> found : presence.items()) {
                ConnectionInfo connection = found.item();
                json.writeStartObject();
                json.writeNumberField("connection", connection.id());
                json.writeStringField("user", connection.user());
                json.writeStringField("since", connection.openedAt().toString());
                json.writeStringField("transport", connection.transport());
                json.writeStringField("remoteAddress", connection.remoteAddress());
                json.writeStringField("node", found.node());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("next", presence.next());
            Listings.writeMissing(json, presence.missing());
            json.writeEndObject();
        });
    }

    // ---- history

    private void beginHistory(Exchange exchange, TopicName topic) {
        Query query = new Query(exchange.target(), List.of("since", "last", "limit"));
        Integer last = query.text("last") == null ? null : query.number("last", 0, 0, MAX_LAST);
        int limit = Listings.limit(query);
        if (histories.incrementAndGet() > MAX_HISTORIES) {
            histories.decrementAndGet();
            exchange.refuse(
                    Refusal.TOO_MANY_READS,
                    Refusal.TOO_MANY_READS
                            .problem("as many histories are read as may be at a time", RETRY_AFTER)
                            .toResponse());
            return;
        }
        CompletionStage<Optional<HistoryPage>> found;
        try {
            found = reads.reads().history(new HistoryQuery(topic, query.text("since"), last, limit));
        } catch (IllegalArgumentException e) {
            histories.decrementAndGet();
            throw e;
        }
        LaterReply reply = new LaterReply(exchange.connection(), histories::decrementAndGet);
        exchange.reply(reply);
        // A page takes milliseconds to write down; the hub found it and must not wait for that, nor may publishers.
        CompletionStage<Void> unused = found.thenAccept(page -> {
            Thread unusedThread =
                    Thread.ofVirtual().name("history-page").start(() -> reply.complete(render(topic, page)));
        });
    }

    private static FullHttpResponse render(TopicName topic, Optional<HistoryPage> page) {
        try {
            return page.map(found -> HistoryText.render(topic, found))
                    .orElseGet(() -> Refusal.NOT_FOUND
                            .problem("there is no such topic: nothing of it is retained and nobody subscribes to it")
                            .toResponse());
        } catch (RuntimeException e) {
            return ReadReply.failed(e);
        }
    }
}
