package io.sluice.server.publisher;

import io.sluice.model.Position;
import io.sluice.model.TopicName;
import io.sluice.server.admin.AdminReads;
import io.sluice.server.admin.FleetReads;
import io.sluice.server.explain.ExplainQuery;
import io.sluice.server.explain.ExplainQuery.By;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/explain}: what became of a publication for a user, a client, a connection or an address. */
final class ExplainEndpoint {

    private static final int MAX_NAME_LENGTH = 128;
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;

    /** Only what is read back is allowed: a position's epoch and offset, as the gateway gave them. */
    private static final String OFFSET = "[1-9][0-9]{0,15}";

    private static final String EPOCH = "[0-9a-z]{1,13}";

    private final AdminReads reads;

    ExplainEndpoint(AdminReads reads) {
        this.reads = reads;
    }

    void begin(Exchange exchange) {
        try {
            Query query = new Query(
                    exchange.target(),
                    List.of("user", "client", "connection", "address", "topic", "offset", "epoch", "limit", "scope"));
            ExplainQuery asked = asked(query);
            FleetReads scope = Listings.scope(query, reads);
            ReadReply.answer(exchange, () -> scope.explain(asked), found -> ExplanationText.render(asked, found));
        } catch (IllegalArgumentException e) {
            exchange.refuse(Refusal.BAD_QUERY, String.valueOf(e.getMessage()));
        }
    }

    private static ExplainQuery asked(Query query) {
        List<By> named = new ArrayList<>();
        for (By by : By.values()) {
            if (query.text(word(by)) != null) {
                named.add(by);
            }
        }
        if (named.size() != 1) {
            throw new IllegalArgumentException("the request names "
                    + (named.isEmpty() ? "nobody" : "several things")
                    + "; allowed: exactly one of user, client, connection, address");
        }
        By by = named.getFirst();
        TopicName topic = topic(query.text("topic"));
        long offset = offset(query.text("offset"), topic);
        return new ExplainQuery(
                by,
                checked(by, String.valueOf(query.text(word(by)))),
                topic,
                offset,
                epoch(query.text("epoch"), offset),
                query.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT));
    }

    static String word(By by) {
        return by.name().toLowerCase(Locale.ROOT);
    }

    private static String checked(By by, String name) {
        if (by == By.CONNECTION && !name.matches("[1-9][0-9]{0,15}")) {
            throw new IllegalArgumentException("connection is not the id of a connection, as listings give it");
        }
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(word(by) + " is not 1 to " + MAX_NAME_LENGTH + " characters");
        }
        return name;
    }

    private static @Nullable TopicName topic(@Nullable String name) {
        try {
            return name == null ? null : new TopicName(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("topic: " + e.getMessage(), e);
        }
    }

    private static long offset(@Nullable String text, @Nullable TopicName topic) {
        if (text == null) {
            return 0;
        }
        if (topic == null) {
            throw new IllegalArgumentException("offset without topic; allowed: both, or neither");
        }
        if (!text.matches(OFFSET) || Long.parseLong(text) > Position.MAX_OFFSET) {
            throw new IllegalArgumentException("offset is not a whole number from 1 to " + Position.MAX_OFFSET);
        }
        return Long.parseLong(text);
    }

    private static @Nullable Long epoch(@Nullable String text, long offset) {
        if (text == null) {
            return null;
        }
        if (offset == 0) {
            throw new IllegalArgumentException("epoch without offset; allowed: both, or neither");
        }
        if (!text.matches(EPOCH)) {
            throw new IllegalArgumentException(
                    "epoch is not 1 to 13 characters of 0-9 a-z, as the answer to a publish has it");
        }
        return Position.parse(text + ":1").epoch();
    }
}
