package io.sluice.server.publisher;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpUtil;
import io.sluice.model.PayloadKind;
import io.sluice.model.TopicName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/push}: the body is the payload. */
final class PushEndpoint {

    private final PushServices services;

    PushEndpoint(PushServices services) {
        this.services = services;
    }

    void begin(Exchange exchange) {
        List<String> names = new ArrayList<>(1);
        List<String> keys = new ArrayList<>(1);
        try {
            for (Target.Parameter parameter : exchange.target().parameters()) {
                switch (parameter.name()) {
                    case "topic" -> names.add(parameter.value());
                    case "key" -> keys.add(parameter.value());
                    default -> {
                        exchange.refuse(Refusal.BAD_QUERY, "an unknown query parameter; allowed: topic, key");
                        return;
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            exchange.refuse(Refusal.BAD_QUERY, "the query is not percent-encoded correctly");
            return;
        }
        if (keys.size() > 1) {
            exchange.refuse(Refusal.BAD_KEY, "key comes more than once; allowed: once");
        } else if (!keys.isEmpty() && !Topics.isKey(keys.get(0))) {
            exchange.refuse(Refusal.BAD_KEY, Topics.badKey());
        } else {
            receive(exchange, names, keys.isEmpty() ? null : keys.get(0));
        }
    }

    private void receive(Exchange exchange, List<String> names, @Nullable String key) {
        List<TopicName> topics;
        try {
            topics = Topics.of(names, services.config().maxTopics());
        } catch (IllegalArgumentException e) {
            exchange.refuse(Refusal.BAD_TOPIC, "topic: " + e.getMessage());
            return;
        }
        if (HttpUtil.getContentLength(exchange.request(), 0L)
                > services.config().maxPayloadBytes()) {
            PublishBody.refuseSize(exchange, services.config());
            return;
        }
        try {
            String id = PublishId.of(exchange.headers());
            exchange.readBody(new PublishBody(exchange, services, topics, kind(exchange), key, id));
        } catch (IllegalArgumentException e) {
            exchange.refuse(Refusal.BAD_ID, String.valueOf(e.getMessage()));
        }
    }

    /** Octet streams are binary; everything else is text, whatever tools put there unasked. */
    private static PayloadKind kind(Exchange exchange) {
        String contentType = exchange.headers().get(HttpHeaderNames.CONTENT_TYPE);
        if (contentType == null) {
            return PayloadKind.TEXT;
        }
        int semicolon = contentType.indexOf(';');
        String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).trim();
        if (type.equalsIgnoreCase("application/octet-stream")) {
            return PayloadKind.BINARY;
        }
        return type.equalsIgnoreCase("application/json") ? PayloadKind.JSON : PayloadKind.TEXT;
    }
}
