package io.sluice.server.explain;

import io.sluice.model.TopicName;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a publication when all connections were judged: the best of it. Pure.
 *
 * @param topic null where none was named and none found
 * @param facts null where nothing is known of the topic
 * @param asked null where it is not known which publication it would be
 * @param judged of the connections that have or had the topic
 * @param connections that were found, on the topic or not
 * @param otherTopics of these connections that are not remembered
 * @param refused the newest handshakes of it that were refused, the newest first
 */
record Overall(
        @Nullable TopicName topic,
        @Nullable TopicFacts facts,
        @Nullable Asked asked,
        List<Judgement> judged,
        int connections,
        int otherTopics,
        List<RefusedHandshake> refused,
        Coverage coverage) {

    /**
     * What is looked through.
     *
     * @param since from when on every connection is known; null where no gateway answered
     * @param hasForgotten whether connections were forgotten that closed before
     * @param isWhole whether every gateway answered
     */
    record Coverage(@Nullable Instant since, boolean hasForgotten, boolean isWhole) {

        boolean covers(@Nullable Instant publishedAt) {
            return since != null && isWhole && (publishedAt == null ? !hasForgotten : !publishedAt.isBefore(since));
        }
    }

    static final Judgement NO_PUBLICATION = new Judgement(
            Verdict.UNKNOWN,
            "the topic is not there: nothing of it is retained, and nobody reads it; an epoch and an offset name a publication"
                    + " all the same");

    Judgement judgement() {
        if (facts != null && asked != null && isToCome(facts, asked)) {
            return new Judgement(
                    Verdict.NOT_PUBLISHED,
                    facts.head().offset() == 0
                            ? "nothing was published to this topic in its epoch"
                            : "the newest offset of the topic is %d"
                                    .formatted(facts.head().offset()));
        }
        Judgement best =
                judged.stream().min(Comparator.comparing(Judgement::verdict)).orElse(null);
        if (best != null && best.verdict() != Verdict.NOT_CONNECTED) {
            return best;
        }
        if (!refused.isEmpty()) {
            RefusedHandshake last = refused.getFirst();
            return new Judgement(
                    Verdict.REFUSED,
                    "its last handshake that was refused is of %s (%s); %d are remembered"
                            .formatted(last.at(), last.reason(), refused.size()));
        }
        if (best != null) {
            return best;
        }
        return connections > 0 && topic != null ? notOnTopic() : nobody();
    }

    private static boolean isToCome(TopicFacts facts, Asked asked) {
        return facts.head().epoch() == asked.position().epoch()
                && (facts.head().offset() < asked.position().offset()
                        || asked.position().offset() == 0);
    }

    private Judgement notOnTopic() {
        return otherTopics > 0
                ? new Judgement(
                        Verdict.UNKNOWN,
                        "its %d connections had topics that are not remembered; none of those that are is this one"
                                .formatted(connections))
                : new Judgement(
                        Verdict.NEVER_SUBSCRIBED,
                        "none of its %d known connections was subscribed to this topic".formatted(connections));
    }

    private Judgement nobody() {
        if (coverage.covers(asked == null ? null : asked.publishedAt())) {
            return new Judgement(Verdict.NOT_CONNECTED, "no connection of it is known since " + coverage.since());
        }
        return new Judgement(
                Verdict.UNKNOWN,
                coverage.isWhole()
                        ? "no connection of it is known; what closed before %s is not remembered"
                                .formatted(coverage.since())
                        : "no connection of it is known to the gateways that answered");
    }
}
