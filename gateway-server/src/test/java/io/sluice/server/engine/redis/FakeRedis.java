package io.sluice.server.engine.redis;

import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import io.sluice.server.engine.redis.link.RedisFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One topic's log as Redis would keep it. Answers and messages come when a test says so. */
class FakeRedis implements RedisPort {

    static final TopicName TOPIC = new TopicName("a");
    private static final int RECORDS_AT_ONCE = 8;

    final List<RedisMessage.Written> log = new ArrayList<>();
    final Set<TopicName> subscribed = new HashSet<>();
    private final OwnerLoop loop;
    private final ArrayDeque<Runnable> answers = new ArrayDeque<>();
    private final Map<TopicName, Listener> listeners = new HashMap<>();
    long epoch = 35;
    private long newestEpoch = epoch;
    long head;
    int retained = Integer.MAX_VALUE;
    boolean away;

    /** Messages come, and nothing can be asked. */
    boolean commandsAway;

    boolean loses;
    int reads;
    private int ids;

    FakeRedis(OwnerLoop loop) {
        this.loop = loop;
    }

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
            answers.add(() -> tell(TOPIC, listener -> listener.onMessage(TOPIC, bytes)));
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
        Set<TopicName> lost = Set.copyOf(subscribed);
        subscribed.clear();
        answers.clear();
        lost.forEach(topic -> tell(topic, listener -> listener.onSubscriptionLost(topic)));
    }

    void reconnect() {
        away = false;
        listeners.keySet().forEach(this::confirm);
    }

    private void confirm(TopicName topic) {
        subscribed.add(topic);
        answers.add(() -> tell(topic, listener -> listener.onSubscribed(topic)));
    }

    private void tell(TopicName topic, Consumer<Listener> event) {
        Listener listener = listeners.get(topic);
        if (listener != null) {
            loop.execute(() -> event.accept(listener));
        }
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
        if (away || commandsAway) {
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
            epoch = ++newestEpoch;
            head = 0;
            log.clear();
        }
        CompletableFuture<Void> answer = new CompletableFuture<>();
        return later(answer, () -> answer.complete(null));
    }

    @Override
    public CompletionStage<Map<TopicName, Optional<Position>>> heads(List<TopicName> topics) {
        Position at = new Position(epoch, head);
        CompletableFuture<Map<TopicName, Optional<Position>>> answer = new CompletableFuture<>();
        return later(answer, () -> answer.complete(Map.of(TOPIC, Optional.of(at))));
    }

    @Override
    public Collection<String> shards() {
        return List.of("redis");
    }

    @Override
    public String shardOf(TopicName topic) {
        return "redis";
    }

    @Override
    public void subscribe(TopicName topic, Listener listener) {
        listeners.put(topic, listener);
        if (away) {
            tell(topic, heard -> heard.onSubscribeFailed(topic));
        } else {
            confirm(topic);
        }
    }

    @Override
    public void unsubscribe(TopicName topic) {
        listeners.remove(topic);
        subscribed.remove(topic);
    }
}
