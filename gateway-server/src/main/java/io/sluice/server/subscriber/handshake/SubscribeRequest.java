package io.sluice.server.subscriber.handshake;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.sluice.delivery.shard.TopicStart;
import io.sluice.model.TopicName;
import io.sluice.server.http.Problem;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake subscribes to.
 *
 * @param starts each topic once, in the order of the request; none only where the surface can subscribe later
 * @param malformed the topics for which Last-Event-ID named something that is no position
 * @param client what the client calls itself, so that it is known again when it comes back; null for nothing
 */
public record SubscribeRequest(
        List<TopicStart> starts,
        Set<TopicName> malformed,
        @Nullable String client) {

    private static final String TOPIC = "topic";
    private static final String CLIENT = "client";
    private static final int MAX_CLIENT_LENGTH = 64;
    private static final String LAST_EVENT_ID = "last-event-id";

    public SubscribeRequest {
        starts = List.copyOf(starts);
        malformed = Set.copyOf(malformed);
    }

    SubscribeRequest(List<TopicStart> starts, Set<TopicName> malformed) {
        this(starts, malformed, null);
    }

    private SubscribeRequest withClient(@Nullable String client) {
        return new SubscribeRequest(starts, malformed, client);
    }

    /** The topics, in the order of the request. */
    List<TopicName> topics() {
        return starts.stream().map(TopicStart::topic).toList();
    }

    /** The outcome of {@link #parse}. */
    sealed interface Parsed {

        record Valid(SubscribeRequest request) implements Parsed {}

        record Invalid(Refusal refusal, Problem problem) implements Parsed {}
    }

    /** Reads topics and starts. Other parameters are left alone: pages add parameters against caches, and tokens. */
    static Parsed parse(HttpRequest request, Handshake.Kind kind, int maxTopics) {
        Map<String, List<String>> parameters;
        try {
            // As many parameters as the text could hold: a bound would drop topics without a word.
            String uri = request.uri();
            parameters = new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, uri.length() + 1, true).parameters();
        } catch (IllegalArgumentException e) {
            return invalid(Refusal.MALFORMED, "The query has a percent sign without two hex digits.");
        }
        List<TopicName> topics;
        try {
            topics = topics(parameters.getOrDefault(TOPIC, List.of()), kind, maxTopics);
        } catch (IllegalArgumentException e) {
            return invalid(Refusal.TOPIC, "Parameter topic: " + e.getMessage() + ".");
        }
        String client;
        try {
            client = client(parameters.getOrDefault(CLIENT, List.of()));
        } catch (IllegalArgumentException e) {
            return invalid(Refusal.CLIENT, "Parameter client: " + e.getMessage() + ".");
        }
        try {
            String lastEventId = kind == Handshake.Kind.SSE ? request.headers().get(LAST_EVENT_ID, "") : "";
            SubscribeRequest starts = lastEventId.isEmpty()
                    ? QueryStarts.of(parameters, topics)
                    : QueryStarts.ofLastEventId(lastEventId, topics);
            return new Parsed.Valid(starts.withClient(client));
        } catch (IllegalArgumentException e) {
            return invalid(Refusal.POSITION, e.getMessage() + ".");
        }
    }

    private static List<TopicName> topics(List<String> names, Handshake.Kind kind, int maxTopics) {
        if (names.isEmpty()) {
            return kind.subscribesLater() ? List.of() : List.of(TopicName.BROADCAST);
        }
        Set<TopicName> topics = new LinkedHashSet<>();
        for (String name : names) {
            topics.add(new TopicName(name));
        }
        if (topics.size() > maxTopics) {
            throw new IllegalArgumentException("the request names %d topics; allowed: 1 to %d on one connection"
                    .formatted(topics.size(), maxTopics));
        }
        return List.copyOf(topics);
    }

    private static @Nullable String client(List<String> names) {
        if (names.isEmpty()) {
            return null;
        }
        String name = names.getFirst();
        boolean allowed = names.size() == 1 && name.length() <= MAX_CLIENT_LENGTH && isVisibleAscii(name);
        if (name.isEmpty() || !allowed) {
            throw new IllegalArgumentException(
                    "it is not, once, 1 to " + MAX_CLIENT_LENGTH + " visible characters of ASCII");
        }
        return name;
    }

    private static boolean isVisibleAscii(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    private static Parsed invalid(Refusal refusal, String detail) {
        return new Parsed.Invalid(refusal, Problem.of(HttpResponseStatus.BAD_REQUEST, refusal.word(), detail));
    }
}
