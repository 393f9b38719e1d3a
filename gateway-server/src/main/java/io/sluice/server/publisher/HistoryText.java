package io.sluice.server.publisher;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.delivery.log.Publication;
import io.sluice.model.TopicName;
import io.sluice.server.admin.HistoryPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a page of a topic's history. */
final class HistoryText {

    private HistoryText() {}

    static FullHttpResponse render(TopicName topic, HistoryPage page) {
        return Responses.json(HttpResponseStatus.OK, json -> {
            json.writeStartObject();
            json.writeStringField("topic", topic.value());
            json.writeStringField("epoch", page.head().epochText());
            json.writeNumberField("first", page.firstOffset());
            json.writeNumberField("head", page.head().offset());
            if (page.recovered() != null) {
                json.writeBooleanField("recovered", page.recovered());
            }
            if (page.reason() != null) {
                json.writeStringField("reason", page.reason());
            }
            json.writeArrayFieldStart("items");
            for (Publication item : page.items()) {
                write(json, item);
            }
            json.writeEndArray();
            json.writeStringField("next", next(page));
            json.writeEndObject();
        });
    }

    private static @Nullable String next(HistoryPage page) {
        List<Publication> items = page.items();
        return page.more() ? items.get(items.size() - 1).position().toString() : null;
    }

    private static void write(JsonGenerator json, Publication item) throws IOException {
        json.writeStartObject();
        json.writeNumberField("offset", item.position().offset());
        json.writeStringField("time", Instant.ofEpochMilli(item.timeMillis()).toString());
        if (item.key() != null) {
            json.writeStringField("key", item.key());
        }
        if (item.traceParent() != null) {
            json.writeStringField("traceparent", item.traceParent());
        }
        json.writeFieldName("data");
        switch (item.kind()) {
            case TEXT -> json.writeString(item.payload().toString(StandardCharsets.UTF_8));
            // It was checked to be one value before it was published.
            case JSON -> json.writeRawValue(item.payload().toString(StandardCharsets.UTF_8));
            case BINARY -> {
                json.writeBinary(ByteBufUtil.getBytes(item.payload()));
                json.writeStringField("encoding", "base64");
            }
        }
        json.writeEndObject();
    }
}
