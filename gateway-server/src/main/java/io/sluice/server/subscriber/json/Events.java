package io.sluice.server.subscriber.json;

import io.sluice.delivery.shard.Gap;
import io.sluice.delivery.shard.Grant;
import io.sluice.delivery.shard.Recovery;
import io.sluice.model.Disconnect;
import io.sluice.model.TopicName;
import io.sluice.server.subscriber.session.JsonObject;
import io.sluice.server.subscriber.session.StartMetrics;

/** The events other than {@code message}. All of them are ASCII. */
final class Events {

    private Events() {}

    private static JsonObject event(String type) {
        return new JsonObject().put("type", type);
    }

    static String subscribed(long id, Grant grant) {
        JsonObject event = event("subscribed")
                .put("id", id)
                .put("topic", grant.feed().topic().value())
                .put("epoch", grant.after().epochText())
                .put("offset", grant.after().offset())
                .put("first", grant.firstOffset());
        if (grant.recovery().isLost()) {
            event.put("recovered", false).put("reason", StartMetrics.reason(grant.recovery()));
        } else if (grant.recovery() == Recovery.RECOVERED) {
            event.put("recovered", true);
        }
        return event.toString();
    }

    static String unsubscribed(long id, TopicName topic) {
        return event("unsubscribed").put("id", id).put("topic", topic.value()).toString();
    }

    static String pong(long id) {
        return event("pong").put("id", id).toString();
    }

    /** The answer to what was refused, without an id where there was none. */
    static String error(RefusedException refused) {
        JsonObject event = event("error");
        if (refused.id() > 0) {
            event.put("id", refused.id());
        }
        return event.put("code", refused.code().word())
                .put("text", refused.text())
                .toString();
    }

    static String gap(TopicName topic, Gap gap) {
        return event("gap").putGap(topic, gap).toString();
    }

    static String goaway(Disconnect cause, int reconnectAfterMillis) {
        return event("goaway").putGoaway(cause, reconnectAfterMillis).toString();
    }
}
