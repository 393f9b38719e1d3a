package io.sluice.server.fleet;

import io.sluice.delivery.loop.OwnerLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all other nodes at once, and answers them. The nodes that are asked are those that live in Redis at that moment, so that
 * it is known who did not answer. Fleet's loop only, unless a method says otherwise.
 */
final class Questions {

    private static final Logger LOG = LoggerFactory.getLogger(Questions.class);

    /** Of all answers to one question: Redis cuts off whoever is behind with more than 32 MB. */
    private static final int ANSWERS_BYTES = 4 << 20;

    private static final int LEAST_ANSWER_BYTES = 64 << 10;
    private static final int MOST_ANSWERED = 32;
    private final FleetLink link;
    private final FleetNames names;
    private final OwnerLoop loop;
    private final String process;
    private final Duration deadline;
    private final Executor writers;
    private final FleetMetrics metrics;
    private final Map<Long, Asked> asked = new HashMap<>();
    private Function<Question, CompletionStage<byte[]>> answerer =
            question -> CompletableFuture.failedStage(new IllegalStateException("not started"));
    private long questions;
    private int answering;

    /**
     * Hears nothing before {@link #start}.
     *
     * @param writers answers are written down there
     */
    Questions(
            FleetLink link,
            FleetNames names,
            OwnerLoop loop,
            String process,
            Duration deadline,
            Executor writers,
            FleetMetrics metrics) {
        this.link = link;
        this.names = names;
        this.loop = loop;
        this.process = process;
        this.deadline = deadline;
        this.writers = writers;
        this.metrics = metrics;
    }

    /** The nodes that live now; any thread. */
    CompletableFuture<List<LivingNode>> living() {
        return LivingNode.all(link, names, metrics);
    }

    /** What a node finds itself, or null where that takes longer than other nodes may; any thread. */
    <O> CompletableFuture<@Nullable O> inTime(CompletionStage<O> own) {
        CompletableFuture<@Nullable O> found = new CompletableFuture<>();
        own.whenComplete((part, failure) -> {
            if (failure != null) {
                found.completeExceptionally(failure);
            } else {
                found.complete(part);
            }
        });
        loop.execute(() -> loop.schedule(() -> found.complete(null), deadline.toNanos()));
        return found;
    }

    /** What came until the deadline, and the names of those of whom nothing did. */
    record Gathered(Map<LivingNode, Answer> answers, List<String> missing) {}

    /**
     * Begins to hear; answers when it does.
     *
     * @param answering finds the body of an answer; runs on the fleet's loop and must return at once
     */
    CompletionStage<Void> start(Function<Question, CompletionStage<byte[]>> answering) {
        answerer = answering;
        CompletionStage<Void> hearsQuestions =
                link.listen(names.questions(), message -> loop.execute(() -> onQuestion(message)));
        CompletionStage<Void> hearsAnswers =
                link.listen(names.answersTo(process), message -> loop.execute(() -> onAnswer(message)));
        return hearsQuestions.thenCompose(hearing -> hearsAnswers);
    }

    // ---- asking

    /** Asks these nodes; answers on the fleet's loop. Any thread. */
    CompletableFuture<Gathered> ask(List<LivingNode> others, Question question) {
        Asked one = new Asked(others);
        loop.execute(() -> {
            if (others.isEmpty()) {
                one.finish();
                return;
            }
            long id = ++questions;
            int bytes = Math.max(LEAST_ANSWER_BYTES, ANSWERS_BYTES / others.size());
            byte[] message;
            try {
                message = question.as(id, process, bytes).encoded();
            } catch (RuntimeException e) {
                one.gathered.completeExceptionally(e);
                return;
            }
            asked.put(id, one);
            link.send(names.questions(), message);
            loop.schedule(
                    () -> {
                        if (asked.remove(id) != null) {
                            one.finish();
                        }
                    },
                    deadline.toNanos());
        });
        return one.gathered;
    }

    private void onAnswer(byte[] message) {
        assert loop.inLoop();
        Answer answer;
        try {
            answer = Answer.decode(message);
        } catch (IllegalArgumentException e) {
            metrics.messagesUnreadable.inc();
            LOG.debug("an answer that cannot be read", e);
            return;
        }
        Asked one = asked.get(answer.id());
        if (one != null && one.take(answer)) {
            asked.remove(answer.id());
            one.finish();
        }
    }

    /** A question on its way, and what has come. */
    private final class Asked {

        private final CompletableFuture<Gathered> gathered = new CompletableFuture<>();
        private final Map<String, LivingNode> silent = new HashMap<>();
        private final Map<LivingNode, Answer> answers = new HashMap<>();
        private final List<String> missing = new ArrayList<>();

        Asked(List<LivingNode> others) {
            others.forEach(node -> silent.put(node.process(), node));
        }

        /** Whether this was the last. */
        boolean take(Answer answer) {
            LivingNode node = silent.remove(answer.process());
            if (node != null && answer.isGiven()) {
                answers.put(node, answer);
            } else if (node != null) {
                missing.add(node.info().name());
            }
            return silent.isEmpty();
        }

        void finish() {
            silent.values().forEach(node -> missing.add(node.info().name()));
            missing.sort(null);
            if (!missing.isEmpty()) {
                metrics.readsIncomplete.inc();
            }
            gathered.complete(new Gathered(answers, missing));
        }
    }

    // ---- answering

    private void onQuestion(byte[] message) {
        assert loop.inLoop();
        Question question;
        try {
            question = Question.decode(message);
        } catch (IllegalArgumentException e) {
            metrics.messagesUnreadable.inc();
            LOG.debug("a question that cannot be read", e);
            return;
        }
        if (question.process().equals(process)) {
            return;
        }
        if (answering >= MOST_ANSWERED) {
            // Whoever asked names this node as one that did not answer.
            metrics.questionsDropped.inc();
            return;
        }
        answering++;
        found(question).whenCompleteAsync((body, failure) -> answer(question, body, failure), writers);
    }

    private CompletionStage<byte[]> found(Question question) {
        try {
            return answerer.apply(question);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void answer(Question question, byte @Nullable [] body, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.debug("a question of another node could not be answered", failure);
        }
        Answer answer = new Answer(question.id(), process, body != null, body == null ? new byte[0] : body);
        link.send(names.answersTo(question.process()), answer.encoded());
        loop.execute(() -> answering--);
    }
}
