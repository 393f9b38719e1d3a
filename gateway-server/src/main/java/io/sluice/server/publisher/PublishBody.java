package io.sluice.server.publisher;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.delivery.hub.PublishCommand;
import io.sluice.model.PayloadKind;
import io.sluice.model.TopicName;
import io.sluice.server.config.GatewayConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects a payload and hands it over. A payload that arrives in one piece is not copied, unless it is tiny. */
final class PublishBody implements Body {

    private final Exchange exchange;
    private final PushServices services;
    private final List<TopicName> topics;
    private final PayloadKind kind;
    private final @Nullable String key;
    private final @Nullable String id;
    private @Nullable ByteBuf collected;

    PublishBody(
            Exchange exchange,
            PushServices services,
            List<TopicName> topics,
            PayloadKind kind,
            @Nullable String key,
            @Nullable String id) {
        this.exchange = exchange;
        this.services = services;
        this.topics = topics;
        this.kind = kind;
        this.key = key;
        this.id = id;
    }

    static void refuseSize(Exchange exchange, GatewayConfig.Push config) {
        exchange.makeLast();
        exchange.refuse(
                Refusal.PAYLOAD_TOO_LARGE,
                "the body has more than %d bytes (push.max-payload)".formatted(config.maxPayloadBytes()));
    }

    @Override
    public void onContent(ByteBuf part, boolean last) {
        ByteBuf before = collected;
        int size = part.readableBytes() + (before == null ? 0 : before.readableBytes());
        if (size > services.config().maxPayloadBytes()) {
            part.release();
            refuseSize(exchange, services.config());
            return;
        }
        ByteBufAllocator allocator = exchange.connection().allocator();
        if (before == null && last) {
            finish(Payloads.own(part, allocator));
            return;
        }
        if (before == null) {
            // Grows with what has arrived, not with what was announced: an announcement costs the publisher nothing.
            collected = Payloads.copy(part, allocator, size * 2);
        } else {
            before.writeBytes(part);
        }
        part.release();
        if (last && before != null) {
            collected = null;
            finish(before);
        }
    }

    private void finish(ByteBuf payload) {
        if (kind != PayloadKind.BINARY && !Utf8.isValid(payload)) {
            payload.release();
            exchange.refuse(
                    Refusal.NOT_UTF8,
                    "the body is not valid UTF-8; send other bytes with Content-Type: application/octet-stream");
            return;
        }
        String mistake = kind == PayloadKind.JSON ? JsonText.mistake(payload) : null;
        if (mistake != null) {
            payload.release();
            exchange.refuse(Refusal.NOT_JSON, "the body is not one JSON value: " + mistake);
            return;
        }
        String trace = Trace.of(exchange.headers(), services.metrics());
        PublishReply reply = new PublishReply(exchange.connection(), services.metrics(), topics, trace);
        exchange.reply(reply);
        services.engine()
                .publish(
                        new PublishCommand(topics, kind, payload, key, id, exchange.publisher(), trace, reply),
                        exchange.connection().loop());
    }

    @Override
    public void abort() {
        if (collected != null) {
            collected.release();
            collected = null;
        }
    }
}
