package io.sluice.server.subscriber.session;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.sluice.delivery.shard.Gap;
import io.sluice.model.Disconnect;
import io.sluice.model.TopicName;
import java.util.Locale;

/** The text of a flat JSON object, for what surfaces say besides publications. */
public final class JsonObject {

    private final StringBuilder text = new StringBuilder(160).append('{');

    /** Adds a string. */
    public JsonObject put(String name, CharSequence value) {
        name(name).append('"');
        JsonStringEncoder.getInstance().quoteAsString(value, text);
        text.append('"');
        return this;
    }

    public JsonObject put(String name, long value) {
        name(name).append(value);
        return this;
    }

    public JsonObject put(String name, boolean value) {
        name(name).append(value);
        return this;
    }

    /** Adds what every surface tells of a gap. */
    public JsonObject putGap(TopicName topic, Gap gap) {
        return put("topic", topic.value())
                .put("from", gap.from())
                .put("to", gap.to())
                .put("reason", gap.reason().name().toLowerCase(Locale.ROOT))
                .put("skipped", gap.skipped());
    }

    /** Adds what every surface tells before it goes. */
    public JsonObject putGoaway(Disconnect cause, int reconnectAfterMillis) {
        return put("code", cause.closeCode())
                .put("reason", cause.reason())
                .put("reconnectAfterMillis", reconnectAfterMillis);
    }

    private StringBuilder name(String name) {
        if (text.length() > 1) {
            text.append(',');
        }
        return text.append('"').append(name).append("\":");
    }

    /** The object; nothing can be added after it. */
    @Override
    public String toString() {
        return text + "}";
    }
}
