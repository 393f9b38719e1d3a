package io.sluice.server.publisher;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.model.Disconnect;
import io.sluice.server.admin.AdminReads;
import io.sluice.server.admin.DisconnectCommand;
import io.sluice.server.admin.DisconnectCommand.By;
import io.sluice.server.admin.FleetReads;
import io.sluice.server.admin.FleetReads.Disconnected;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code POST /api/disconnect}: closes the connections of a user, of a client, or one. A body is not looked at. */
final class DisconnectEndpoint {

    /** What an operator may say; the first is what is said where nothing else is asked for. */
    private static final List<Disconnect> CAUSES =
            List.of(Disconnect.KICKED, Disconnect.TOKEN_EXPIRED, Disconnect.MAX_AGE);

    private static final int MAX_NAME_LENGTH = 128;

    private final AdminReads reads;

    DisconnectEndpoint(AdminReads reads) {
        this.reads = reads;
    }

    void begin(Exchange exchange) {
        try {
            Query query = new Query(exchange.target(), List.of("user", "client", "connection", "code", "scope"));
            DisconnectCommand command = command(query);
            FleetReads scope = Listings.scope(query, reads);
            ReadReply.answer(exchange, () -> scope.disconnect(command), DisconnectEndpoint::render);
        } catch (IllegalArgumentException e) {
            exchange.refuse(Refusal.BAD_QUERY, String.valueOf(e.getMessage()));
        }
    }

    private static DisconnectCommand command(Query query) {
        List<DisconnectCommand> named = new ArrayList<>();
        for (By by : By.values()) {
            String name = query.text(by.name().toLowerCase(Locale.ROOT));
            if (name != null) {
                named.add(new DisconnectCommand(by, checked(by, name), cause(query)));
            }
        }
        if (named.size() != 1) {
            throw new IllegalArgumentException("the request names "
                    + (named.isEmpty() ? "nobody" : "several things")
                    + "; allowed: exactly one of user, client, connection");
        }
        return named.getFirst();
    }

    private static String checked(By by, String name) {
        boolean allowed = !name.isEmpty() && name.length() <= MAX_NAME_LENGTH;
        switch (by) {
            case USER, CLIENT -> {
                if (!allowed) {
                    throw new IllegalArgumentException(
                            by.name().toLowerCase(Locale.ROOT) + " is not 1 to " + MAX_NAME_LENGTH + " characters");
                }
            }
            case CONNECTION -> {
                if (!name.matches("[1-9][0-9]{0,15}")) {
                    throw new IllegalArgumentException("connection is not the id of a connection, as listings give it");
                }
            }
        }
        return name;
    }

    private static Disconnect cause(Query query) {
        List<String> codes = CAUSES.stream()
                .map(cause -> Integer.toString(cause.closeCode()))
                .toList();
        return CAUSES.get(codes.indexOf(query.word("code", codes)));
    }

    private static FullHttpResponse render(Disconnected found) {
        return Responses.json(HttpResponseStatus.OK, json -> {
            json.writeStartObject();
            json.writeNumberField("disconnected", found.connections());
            json.writeNumberField("nodes", found.nodes());
            Listings.writeMissing(json, found.missing());
            json.writeEndObject();
        });
    }
}
