package io.sluice.server.subscriber.handshake;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.sluice.model.TopicName;
import io.sluice.server.http.Problem;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a handshake subscribes to.
 *
 * @param topics at least one, each once, in the order of the request
 */
public record SubscribeRequest(List<TopicName> topics) {

    private static final String TOPIC = "topic";

    public SubscribeRequest {
        topics = List.copyOf(topics);
        if (topics.isEmpty()) {
            throw new IllegalArgumentException("a subscribe request has no topic");
        }
    }

    /** The outcome of {@link #parse}. */
    sealed interface Parsed {

        record Valid(SubscribeRequest request) implements Parsed {}

        record Invalid(Refusal refusal, Problem problem) implements Parsed {}
    }

    /**
     * Reads the {@code topic} parameters. Others are left alone: pages add parameters against caches, and tokens.
     *
     * @param uri the target of the request, still encoded
     */
    static Parsed parse(String uri, int maxTopics) {
        List<String> names;
        try {
            // As many parameters as the text could hold: a bound would drop topics without a word.
            names = new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, uri.length() + 1, true)
                    .parameters()
                    .getOrDefault(TOPIC, List.of());
        } catch (IllegalArgumentException e) {
            return invalid(Refusal.MALFORMED, "malformed", "The query has a percent sign without two hex digits.");
        }
        return names.isEmpty()
                ? new Parsed.Valid(new SubscribeRequest(List.of(TopicName.BROADCAST)))
                : topics(names, maxTopics);
    }

    private static Parsed topics(List<String> names, int maxTopics) {
        Set<TopicName> topics = new LinkedHashSet<>();
        for (String name : names) {
            try {
                topics.add(new TopicName(name));
            } catch (IllegalArgumentException e) {
                return invalid(Refusal.TOPIC, "topic", "Parameter topic: " + e.getMessage() + ".");
            }
        }
        if (topics.size() > maxTopics) {
            return invalid(
                    Refusal.TOPIC,
                    "topic",
                    "Parameter topic: the request names %d topics; allowed: 1 to %d on one connection."
                            .formatted(topics.size(), maxTopics));
        }
        return new Parsed.Valid(new SubscribeRequest(List.copyOf(topics)));
    }

    private static Parsed invalid(Refusal refusal, String code, String detail) {
        return new Parsed.Invalid(refusal, Problem.of(HttpResponseStatus.BAD_REQUEST, code, detail));
    }
}
