package io.sluice.server.presence;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.sluice.model.ConnectionInfo;
import io.sluice.server.presence.PresenceTeller.News;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Somebody came to a topic, or left it, as JSON. */
public final class PresenceEvent {

    private PresenceEvent() {}

    static byte[] toJson(News news, Instant at) {
        String event = news.present() ? "join" : "leave";
        return ("{\"event\":\"" + event + "\"," + who(news.connection()) + ",\"at\":\"" + at + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The fields of an event that say who it is: a part of a JSON object, in one line. */
    public static String who(ConnectionInfo connection) {
        StringBuilder fields = new StringBuilder("\"connection\":").append(connection.id());
        String user = connection.user();
        if (user != null) {
            fields.append(",\"user\":\"");
            JsonStringEncoder.getInstance().quoteAsString(user, fields);
            fields.append('"');
        }
        return fields.toString();
    }
}
