package io.sluice.server.explain;

import io.sluice.model.ConnectionAccount;
import io.sluice.model.Position;
import io.sluice.model.TopicAccount;
import io.sluice.model.TopicName;
import io.sluice.server.explain.Explanation.Connection;
import io.sluice.server.explain.Explanation.Refused;
import io.sluice.server.explain.Explanation.TopicVerdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Puts together what gateways know, looks up the publications, and judges. Thread-safe. */
public final class Explainer {

    /** Topics that are judged where none is named. */
    private static final int MOST_TOPICS = 16;

    private final Records records;

    /**
     * Judges.
     *
     * @param records of this gateway, which say what topics hold
     */
    public Explainer(Records records) {
        this.records = records;
    }

    /** What one gateway knows, beside its name. */
    public record OfNode(String node, Findings findings) {}

    private record Found(String node, ConnectionAccount account) {}

    /**
     * Explains.
     *
     * @param parts of all gateways that answered
     * @param missing names of those that did not
     */
    public CompletionStage<Explanation> explain(ExplainQuery query, List<OfNode> parts, List<String> missing) {
        List<Found> all = new ArrayList<>();
        int more = 0;
        for (OfNode part : parts) {
            part.findings().connections().forEach(account -> all.add(new Found(part.node(), account)));
            more += part.findings().more();
        }
        all.sort(Comparator.comparing(Found::account, Explanation.order(query.topic())));
        List<Found> found = all.subList(0, Math.min(all.size(), query.limit()));
        Known known = new Known(
                query,
                List.copyOf(found),
                more + all.size() - found.size(),
                refused(parts),
                new Overall.Coverage(
                        since(parts),
                        parts.stream().anyMatch(part -> part.findings().hasForgotten()),
                        missing.isEmpty()),
                missing);
        return lookUp(known.topics(), query).thenApply(known::explain);
    }

    private static List<Refused> refused(List<OfNode> parts) {
        List<Refused> refused = new ArrayList<>();
        for (OfNode part : parts) {
            part.findings().refused().forEach(each -> refused.add(new Refused(part.node(), each)));
        }
        refused.sort(
                Comparator.comparing((Refused each) -> each.handshake().at()).reversed());
        return refused;
    }

    private static @Nullable Instant since(List<OfNode> parts) {
        return parts.stream()
                .map(part -> part.findings().since())
                .max(Instant::compareTo)
                .orElse(null);
    }

    private CompletionStage<Map<TopicName, Optional<TopicFacts>>> lookUp(List<TopicName> topics, ExplainQuery query) {
        Map<TopicName, Optional<TopicFacts>> facts = new LinkedHashMap<>();
        CompletionStage<?> last = CompletableFuture.completedStage(null);
        for (TopicName topic : topics) {
            last = last.thenCompose(before -> lookUp(topic, query)).thenAccept(found -> facts.put(topic, found));
        }
        return last.thenApply(all -> facts);
    }

    private CompletionStage<Optional<TopicFacts>> lookUp(TopicName topic, ExplainQuery query) {
        if (query.offset() == 0) {
            return records.facts(topic, null);
        }
        if (query.epoch() != null) {
            return records.facts(topic, new Position(query.epoch(), query.offset()));
        }
        return records.facts(topic, null)
                .thenCompose(newest -> newest.isEmpty()
                        ? CompletableFuture.completedStage(newest)
                        : records.facts(topic, new Position(newest.get().head().epoch(), query.offset())));
    }

    /** All that was found, before it is judged. */
    private record Known(
            ExplainQuery query,
            List<Found> found,
            int more,
            List<Refused> refused,
            Overall.Coverage coverage,
            List<String> missing) {

        /** Those to look up. */
        List<TopicName> topics() {
            TopicName named = query.topic();
            return named != null
                    ? List.of(named)
                    : found.stream()
                            .flatMap(each -> each.account().topics().stream())
                            .map(TopicAccount::topic)
                            .distinct()
                            .limit(MOST_TOPICS)
                            .toList();
        }

        Explanation explain(Map<TopicName, Optional<TopicFacts>> facts) {
            Map<TopicName, @Nullable Asked> asked = new LinkedHashMap<>();
            facts.forEach((topic, known) -> asked.put(topic, asked(known.orElse(null))));
            List<TopicVerdict> verdicts = new ArrayList<>();
            asked.forEach((topic, publication) -> verdicts.add(new TopicVerdict(
                    topic,
                    facts.getOrDefault(topic, Optional.empty()).orElse(null),
                    publication == null ? null : publication.position(),
                    overall(topic, facts.getOrDefault(topic, Optional.empty()).orElse(null), publication))));
            if (verdicts.isEmpty()) {
                verdicts.add(new TopicVerdict(null, null, null, overall(null, null, null)));
            }
            List<Connection> connections = found.stream()
                    .map(each -> new Connection(
                            each.node(),
                            each.account(),
                            each.account().topics().stream()
                                    .map(topic -> judge(each.account(), topic, asked.get(topic.topic())))
                                    .toList()))
                    .toList();
            return new Explanation(verdicts, connections, more, refused, coverage.since(), missing);
        }

        private @Nullable Asked asked(@Nullable TopicFacts facts) {
            if (query.offset() > 0 && query.epoch() != null) {
                return new Asked(
                        new Position(query.epoch(), query.offset()),
                        facts != null && facts.head().epoch() == query.epoch(),
                        facts == null ? null : facts.publishedAt());
            }
            if (facts == null) {
                return null;
            }
            return new Asked(
                    query.offset() == 0
                            ? facts.head()
                            : new Position(facts.head().epoch(), query.offset()),
                    true,
                    facts.publishedAt());
        }

        private static Judgement judge(ConnectionAccount account, TopicAccount topic, @Nullable Asked asked) {
            return asked == null ? Overall.NO_PUBLICATION : Judge.judge(account, topic, asked);
        }

        private Judgement overall(@Nullable TopicName topic, @Nullable TopicFacts facts, @Nullable Asked asked) {
            List<Judgement> judged = new ArrayList<>();
            int others = 0;
            for (Found each : found) {
                others += each.account().otherTopics();
                if (topic != null) {
                    Explanation.of(each.account(), topic)
                            .forEach(account -> judged.add(judge(each.account(), account, asked)));
                }
            }
            // Those of whom it is not known who they were may be of somebody else behind the same address.
            List<RefusedHandshake> own = refused.stream()
                    .map(Refused::handshake)
                    .filter(each -> each.user() != null || query.by() == ExplainQuery.By.ADDRESS)
                    .toList();
            return new Overall(topic, facts, asked, judged, found.size(), others, own, coverage).judgement();
        }
    }
}
