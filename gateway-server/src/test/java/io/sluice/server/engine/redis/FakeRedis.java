package io.sluice.server.engine.redis;

import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One topic's log as Redis would keep it. Answers and messages come when a test says so. */
class FakeRedis implements RedisPort {

    static final TopicName TOPIC = new TopicName("a");
    private static final int RECORDS_AT_ONCE = 8;

    final List<RedisMessage.Written> log = new ArrayList<>();
    final Set<TopicName> subscribed = new HashSet<>();
    private final ArrayDeque<Runnable> answers = new ArrayDeque<>();
    private Listener listener = new Listener() {
        @Override
        public void onMessage(TopicName topic, byte[] message) {}

        @Override
        public void onSubscribed(TopicName topic) {}

        @Override
        public void onPing(String token) {}

        @Override
        public void onSubscriptionsLost() {}
    };
    long epoch = 35;
    long head;
    int retained = Integer.MAX_VALUE;
    boolean away;
    boolean loses;
    int reads;
    private int ids;

    /** Appends, and sends the message to whoever is subscribed, unless it loses it. */
    void write() {
        head++;
        byte[] bytes = ("1 " + new Position(epoch, head).epochText() + ' ' + head + " 1000 0 id" + ids++ + " 0\nm"
                        + head)
                .getBytes(StandardCharsets.UTF_8);
        log.add((RedisMessage.Written) RedisMessage.parse(bytes));
        while (log.size() > retained) {
            log.removeFirst();
        }
        if (!loses && subscribed.contains(TOPIC)) {
            answers.add(() -> listener.onMessage(TOPIC, bytes));
        }
    }

    /** Forgets the newest records, as a restart without them on disk does. */
    void forget(int records) {
        for (int i = 0; i < records && head > 0; i++) {
            head--;
            log.removeIf(record -> record.position().offset() > head);
        }
    }

    void disconnect() {
        away = true;
        subscribed.clear();
        answers.clear();
        listener.onSubscriptionsLost();
    }

    void reconnect() {
        away = false;
        subscribed.add(TOPIC);
        answers.add(() -> listener.onSubscribed(TOPIC));
    }

    /** Lets the next answer or message arrive; whether there was one. */
    boolean step() {
        Runnable answer = answers.poll();
        if (answer != null) {
            answer.run();
        }
        return answer != null;
    }

    private <T> CompletionStage<T> later(CompletableFuture<T> answer, Runnable task) {
        if (away) {
            answer.completeExceptionally(new RedisFailure(new IllegalStateException("away"), false));
        } else {
            answers.add(task);
        }
        return answer;
    }

    @Override
    public CompletionStage<PublishAnswer> publish(PublishRequest request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<ReadAnswer> read(TopicName topic, @Nullable Known known) {
        reads++;
        ReadAnswer found = find(known);
        CompletableFuture<ReadAnswer> answer = new CompletableFuture<>();
        return later(answer, () -> answer.complete(found));
    }

    private ReadAnswer find(@Nullable Known known) {
        long first = log.isEmpty() ? head + 1 : log.getFirst().position().offset();
        Position at = new Position(epoch, head);
        Verdict verdict = Verdict.BEGIN;
        long after = first - 1;
        if (known != null && known.position().epoch() == epoch) {
            long offset = known.position().offset();
            boolean stands = log.stream().anyMatch(r -> r.position().offset() == offset && r.id().equals(known.id()));
            if (offset > head || (offset >= first && !known.id().isEmpty() && !stands)) {
                return new ReadAnswer(Verdict.LOST, at, after, List.of());
            }
            verdict = offset + 1 < first ? Verdict.OVERRUN : Verdict.SAME;
            after = Math.max(offset, after);
        }
        long from = after;
        return new ReadAnswer(
                verdict,
                at,
                after,
                log.stream()
                        .filter(record -> record.position().offset() > from)
                        .limit(RECORDS_AT_ONCE)
                        .toList());
    }

    @Override
    public CompletionStage<Void> replaceEpoch(TopicName topic, long replaced) {
        if (!away && epoch == replaced) {
            epoch++;
            head = 0;
            log.clear();
        }
        CompletableFuture<Void> answer = new CompletableFuture<>();
        return later(answer, () -> answer.complete(null));
    }

    @Override
    public CompletionStage<List<Optional<Position>>> heads(List<TopicName> topics) {
        Position at = new Position(epoch, head);
        CompletableFuture<List<Optional<Position>>> answer = new CompletableFuture<>();
        return later(answer, () -> answer.complete(List.of(Optional.of(at))));
    }

    @Override
    public CompletionStage<Void> subscribe(TopicName topic) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        if (!away) {
            subscribed.add(topic);
        }
        return later(answer, () -> {
            answer.complete(null);
            listener.onSubscribed(topic);
        });
    }

    @Override
    public void unsubscribe(TopicName topic) {
        subscribed.remove(topic);
    }

    @Override
    public void ping(String token) {
        if (!away) {
            answers.add(() -> listener.onPing(token));
        }
    }

    @Override
    public void listen(Listener heard) {
        listener = heard;
    }

    @Override
    public void close() {}
}
