package io.sluice.server.subscriber.handshake;

import io.sluice.delivery.shard.Start;
import io.sluice.delivery.shard.StartText;
import io.sluice.delivery.shard.TopicStart;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where the topics of a handshake begin: the parameters {@code since} and {@code last}, or the header Last-Event-ID. */
final class QueryStarts {

    private static final String SINCE = "since";
    private static final String LAST = "last";
    private static final Start HEAD = new Start.Head();

    private QueryStarts() {}

    /**
     * Reads the parameters.
     *
     * @throws IllegalArgumentException if they are not as they should be; the message names the parameter
     */
    static SubscribeRequest of(Map<String, List<String>> parameters, List<TopicName> topics) {
        List<String> since = parameters.getOrDefault(SINCE, List.of());
        List<String> last = parameters.getOrDefault(LAST, List.of());
        if (since.size() + last.size() > 1) {
            throw new IllegalArgumentException("Parameters since and last: allowed is one of them, once");
        }
        if (since.isEmpty() && last.isEmpty()) {
            return all(topics, HEAD);
        }
        String name = since.isEmpty() ? LAST : SINCE;
        if (topics.isEmpty()) {
            throw new IllegalArgumentException("Parameter " + name + ": no topic is named");
        }
        try {
            return last.isEmpty() ? since(since.getFirst(), topics) : all(topics, StartText.last(last.getFirst()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Parameter " + name + ": " + e.getMessage(), e);
        }
    }

    private static SubscribeRequest all(List<TopicName> topics, Start start) {
        return new SubscribeRequest(
                topics.stream().map(topic -> new TopicStart(topic, start)).toList(), Set.of());
    }

    private static SubscribeRequest since(String text, List<TopicName> topics) {
        if (StartText.isAge(text)) {
            return all(topics, StartText.since(text));
        }
        String[] positions = text.split(",", -1);
        if (positions.length != topics.size()) {
            throw new IllegalArgumentException(
                    "%d positions for %d topics; allowed: one per topic, separated by commas, in the order of the topics, or a duration such as -30s"
                            .formatted(positions.length, topics.size()));
        }
        List<TopicStart> starts = new ArrayList<>();
        for (int i = 0; i < positions.length; i++) {
            Start start = positions[i].isEmpty() ? HEAD : after(positions[i]);
            starts.add(new TopicStart(topics.get(i), start));
        }
        return new SubscribeRequest(starts, Set.of());
    }

    private static Start after(String position) {
        try {
            return new Start.After(Position.parse(position));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "not a start; allowed: a position <epoch>:<offset> for each topic, or one duration such as -30s",
                    e);
        }
    }

    /** Reads the id of the last event. What is no position in it is lost: it may come from elsewhere. */
    static SubscribeRequest ofLastEventId(String id, List<TopicName> topics) {
        String[] positions = id.split(",", -1);
        List<TopicStart> starts = new ArrayList<>();
        Set<TopicName> malformed = new HashSet<>();
        for (int i = 0; i < topics.size(); i++) {
            TopicName topic = topics.get(i);
            try {
                String position = positions.length == topics.size() ? positions[i] : "";
                starts.add(new TopicStart(topic, new Start.After(Position.parse(position))));
            } catch (IllegalArgumentException e) {
                starts.add(new TopicStart(topic, new Start.Oldest()));
                malformed.add(topic);
            }
        }
        return new SubscribeRequest(starts, malformed);
    }
}
