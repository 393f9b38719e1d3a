package io.sluice.server.fleet;

import io.sluice.model.ConnectionInfo;
import io.sluice.model.ConnectionSummary;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import io.sluice.server.admin.DisconnectCommand;
import io.sluice.server.admin.Disconnects;
import io.sluice.server.admin.FleetPage;
import io.sluice.server.admin.FleetReads;
import io.sluice.server.admin.GatewayReads;
import io.sluice.server.admin.NodeInfo;
import io.sluice.server.admin.ReadRefusedException;
import io.sluice.server.explain.ExplainQuery;
import io.sluice.server.explain.Explainer;
import io.sluice.server.explain.Explanation;
import io.sluice.server.explain.Findings;
import io.sluice.server.fleet.Listing.Part;
import io.sluice.server.fleet.Questions.Gathered;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks every living node, this one directly, and puts together what they answer. Thread-safe; what comes is put together on
 * threads of its own.
 */
final class WholeFleet implements FleetReads {

    /** What may be asked at a time by one node. */
    private static final int MOST_READS = 8;

    /** Longer than any name or number that a page ends with; in characters. */
    private static final int MOST_CURSOR = 255;

    private static final Executor READERS =
            task -> Thread.ofVirtual().name("fleet-read").start(task);

    private final Questions questions;
    private final String process;
    private final Supplier<NodeInfo> self;
    private final GatewayReads reads;
    private final Disconnects disconnects;
    private final FleetMetrics metrics;
    private final AtomicInteger underWay = new AtomicInteger();

    WholeFleet(
            Questions questions,
            String process,
            Supplier<NodeInfo> self,
            GatewayReads reads,
            Disconnects disconnects,
            FleetMetrics metrics) {
        this.questions = questions;
        this.process = process;
        this.self = self;
        this.reads = reads;
        this.disconnects = disconnects;
        this.metrics = metrics;
    }

    // ---- answering others

    /** The body of this node's answer. */
    CompletionStage<byte[]> answer(Question question) {
        Listing<?> listing = Listing.of(question.kind());
        if (listing != null) {
            return answer(listing, question);
        }
        return question.kind() == Question.Kind.EXPLAIN
                ? findings(question).thenApplyAsync(found -> FindingsCodec.encoded(found, question.maxBytes()), READERS)
                : disconnects.disconnect(question.command()).thenApply(Answer::bodyOf);
    }

    private CompletionStage<Findings> findings(Question question) {
        return reads.records().findings(question.explain());
    }

    private <T> CompletionStage<byte[]> answer(Listing<T> listing, Question question) {
        return listing.source()
                .read(reads, question)
                .thenApplyAsync(part -> Answer.bodyOf(listing, part, question.maxBytes()), READERS);
    }

    // ---- listings

    @Override
    public CompletionStage<FleetPage<TopicSummary>> topics(@Nullable String after, int limit) {
        return list(Listing.TOPICS, "", after, limit, (parts, missing) -> Merge.topics(limit, parts, missing));
    }

    @Override
    public CompletionStage<FleetPage<ConnectionSummary>> connections(@Nullable String after, int limit) {
        return list(Listing.CONNECTIONS, "", after, limit);
    }

    @Override
    public CompletionStage<FleetPage<ConnectionSummary>> connectionsByLag(@Nullable String after, int limit) {
        return list(Listing.BY_LAG, "", after, limit);
    }

    @Override
    public CompletionStage<FleetPage<ConnectionInfo>> presence(TopicName topic, @Nullable String after, int limit) {
        return list(Listing.PRESENCE, topic.value(), after, limit);
    }

    private <T> CompletionStage<FleetPage<T>> list(Listing<T> listing, String name, @Nullable String after, int limit) {
        return list(listing, name, after, limit, (parts, missing) -> Merge.page(listing, limit, parts, missing));
    }

    /** Puts the parts of nodes, which stand beside their names, together. */
    @FunctionalInterface
    private interface Merger<T> {
        FleetPage<T> merge(List<Map.Entry<String, Part<T>>> parts, List<String> missing);
    }

    private <T> CompletionStage<FleetPage<T>> list(
            Listing<T> listing, String name, @Nullable String after, int limit, Merger<T> merger) {
        if (after != null) {
            if (after.length() > MOST_CURSOR) {
                throw new IllegalArgumentException("after is longer than " + MOST_CURSOR + " characters");
            }
            listing.check().accept(after);
        }
        Question question = Question.of(listing.kind(), name, after, limit);
        return bounded(() -> everywhere(question, asked -> listing.source().read(reads, asked))
                .thenApplyAsync(
                        answers -> {
                            Read<Part<T>> all = read(answers, answer -> answer.part(listing));
                            return merger.merge(all.parts(), all.missing());
                        },
                        READERS));
    }

    // ---- the rest

    @Override
    public CompletionStage<List<NodeInfo>> nodes() {
        return bounded(() -> living().thenApply(nodes -> nodes.stream()
                .map(LivingNode::info)
                .sorted(Comparator.comparing(NodeInfo::name).thenComparingInt(NodeInfo::number))
                .toList()));
    }

    @Override
    public CompletionStage<Disconnected> disconnect(DisconnectCommand command) {
        return bounded(() -> everywhere(Question.of(command), asked -> disconnects.disconnect(command))
                .thenApplyAsync(
                        answers -> {
                            Read<Integer> all = read(answers, Answer::number);
                            int found = all.parts().stream()
                                    .mapToInt(Map.Entry::getValue)
                                    .sum();
                            return new Disconnected(found, all.parts().size(), all.missing());
                        },
                        READERS));
    }

    @Override
    public CompletionStage<Explanation> explain(ExplainQuery query) {
        return bounded(() -> everywhere(Question.of(query), this::findings)
                .thenComposeAsync(
                        answers -> {
                            Read<Findings> all = read(answers, answer -> FindingsCodec.decode(answer.body()));
                            return new Explainer(reads.records())
                                    .explain(
                                            query,
                                            all.parts().stream()
                                                    .map(part -> new Explainer.OfNode(part.getKey(), part.getValue()))
                                                    .toList(),
                                            all.missing());
                        },
                        READERS));
    }

    // ---- asking

    /** What came: of this node too, unless that took too long. */
    private record Answers<O>(@Nullable O own, Gathered others) {}

    /** What could be read of it, beside the names of the nodes, and those of whom nothing could. */
    private record Read<O>(List<Map.Entry<String, O>> parts, List<String> missing) {}

    private <O> Read<O> read(Answers<O> answers, Function<Answer, O> reader) {
        List<Map.Entry<String, O>> parts = new ArrayList<>();
        List<String> missing = new ArrayList<>(answers.others().missing());
        O own = answers.own();
        if (own == null) {
            missing.add(self.get().name());
        } else {
            parts.add(Map.entry(self.get().name(), own));
        }
        answers.others().answers().forEach((node, answer) -> {
            try {
                parts.add(Map.entry(node.info().name(), reader.apply(answer)));
            } catch (RuntimeException e) {
                metrics.messagesUnreadable.inc();
                missing.add(node.info().name());
            }
        });
        if (missing.size() > answers.others().missing().size()) {
            missing.sort(null);
            metrics.readsIncomplete.inc();
        }
        return new Read<>(parts, missing);
    }

    /** Asks all nodes that live now; where it is not known who does, nobody is asked, this node neither. */
    private <O> CompletableFuture<Answers<O>> everywhere(
            Question question, Function<Question, CompletionStage<O>> own) {
        return living().thenCompose(nodes -> {
            List<LivingNode> others = nodes.stream()
                    .filter(node -> !node.process().equals(process))
                    .toList();
            CompletableFuture<Gathered> gathered = questions.ask(others, question);
            return questions.inTime(own.apply(question)).thenCombine(gathered, Answers::new);
        });
    }

    private CompletableFuture<List<LivingNode>> living() {
        return questions.living().handle((nodes, failure) -> {
            if (failure != null) {
                throw ReadRefusedException.unavailable(
                        "Redis does not say who is in the fleet; scope=node asks this gateway alone");
            }
            if (nodes.stream().noneMatch(node -> node.process().equals(process))) {
                // Where it is not named itself, it is not known who else is not.
                throw ReadRefusedException.unavailable(
                        "Redis does not name this gateway among the fleet; scope=node asks it alone");
            }
            return nodes;
        });
    }

    private <R> CompletionStage<R> bounded(Supplier<CompletionStage<R>> read) {
        metrics.readsAsked.inc();
        if (underWay.incrementAndGet() > MOST_READS) {
            underWay.decrementAndGet();
            metrics.readsRefused.inc();
            return CompletableFuture.failedStage(
                    ReadRefusedException.tooMany("as much is asked of the fleet as may be at a time"));
        }
        return read.get().whenComplete((found, failure) -> underWay.decrementAndGet());
    }
}
