package io.sluice.server.engine.redis;

import io.sluice.delivery.hub.FeedCommand;
import io.sluice.delivery.hub.TopicSource;
import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import io.sluice.server.engine.redis.RedisPort.Known;
import io.sluice.server.engine.redis.RedisPort.ReadAnswer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All topics that the hub wants fed. What hub and Redis say is posted to the engine's loop, where everything else happens;
 * what Redis says by itself waits there in bounded numbers, and is read again where it did not.
 */
final class Followers implements TopicSource, RedisPort.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Followers.class);

    /** Messages on their way to the loop, each for a KiB at least; beyond it they are dropped, and found missing. */
    private static final int MOST_KIBIBYTES = 32_768;

    /** Reads on their way at a time: after a lost connection every topic wants one, and publishes have to go on. */
    private static final int MOST_READS = 32;

    private static final int HEADS_AT_ONCE = 256;

    /** What came out of turn, of all topics together; beyond it one of each. */
    private static final long MOST_HELD_BYTES = 32L << 20;

    private final RedisPort redis;
    private final OwnerLoop loop;
    private final Duration checkInterval;
    private final Predicate<FeedCommand> hub;
    private final RedisMetrics metrics;
    private final Map<TopicName, FollowedTopic> topics = new HashMap<>();
    private final Held.Budget held = new Held.Budget(MOST_HELD_BYTES);
    private final ArrayDeque<WaitingRead> waitingReads = new ArrayDeque<>();
    private int reads;
    private final Semaphore messages = new Semaphore(MOST_KIBIBYTES);

    /** At most one that is wanted for each topic. */
    private record WaitingRead(
            TopicName topic,
            @Nullable Known known,
            BooleanSupplier isWanted,
            Consumer<@Nullable ReadAnswer> consumer) {}

    /**
     * Nobody is followed yet.
     *
     * @param hub takes what it is fed, or refuses it at once
     */
    Followers(
            RedisPort redis, OwnerLoop loop, Duration checkInterval, Predicate<FeedCommand> hub, RedisMetrics metrics) {
        this.redis = redis;
        this.loop = loop;
        this.checkInterval = checkInterval;
        this.hub = hub;
        this.metrics = metrics;
    }

    /** Begins to compare heads. */
    void start() {
        loop.schedule(this::onCheck, checkInterval.toNanos());
    }

    RedisMetrics.OfShard metrics(TopicName topic) {
        return metrics.of(redis.shardOf(topic));
    }

    // ---- any thread

    @Override
    public void open(TopicName topic) {
        loop.execute(() -> onOpen(topic));
    }

    @Override
    public void catchUp(TopicName topic) {
        loop.execute(() -> {
            FollowedTopic followed = topics.get(topic);
            if (followed != null) {
                followed.catchUp();
            }
        });
    }

    @Override
    public void close(TopicName topic) {
        loop.execute(() -> onClose(topic));
    }

    @Override
    public void onMessage(TopicName topic, byte[] message) {
        int kibibytes = 1 + message.length / 1024;
        if (!messages.tryAcquire(kibibytes)) {
            metrics.dropped.inc();
            return;
        }
        loop.execute(() -> {
            messages.release(kibibytes);
            deliver(topic, message);
        });
    }

    // ---- the engine's loop

    @Override
    public void onSubscribed(TopicName topic) {
        tell(topic, FollowedTopic::onSubscribed);
    }

    @Override
    public void onSubscribeFailed(TopicName topic) {
        tell(topic, FollowedTopic::onSubscribeFailed);
    }

    @Override
    public void onSubscriptionLost(TopicName topic) {
        tell(topic, FollowedTopic::onSubscriptionLost);
    }

    private void tell(TopicName topic, Consumer<FollowedTopic> event) {
        assert loop.inLoop();
        FollowedTopic followed = topics.get(topic);
        if (followed != null) {
            event.accept(followed);
        }
    }

    private void onOpen(TopicName topic) {
        assert loop.inLoop();
        FollowedTopic followed = new FollowedTopic(this, topic);
        FollowedTopic before = topics.put(topic, followed);
        if (before != null) {
            before.close();
        }
        followed.open();
    }

    private void onClose(TopicName topic) {
        assert loop.inLoop();
        FollowedTopic followed = topics.remove(topic);
        if (followed != null) {
            followed.close();
            redis.unsubscribe(topic);
        }
    }

    private void deliver(TopicName topic, byte[] bytes) {
        FollowedTopic followed = topics.get(topic);
        if (followed == null) {
            return;
        }
        RedisMessage message;
        try {
            message = RedisMessage.parse(bytes);
        } catch (IllegalArgumentException e) {
            metrics.badMessages.inc();
            LOG.debug("a message of {} that cannot be read", topic, e);
            return;
        }
        followed.onMessage(message);
    }

    private void onCheck() {
        assert loop.inLoop();
        metrics.keepOnly(redis.shards());
        List<FollowedTopic> live = new ArrayList<>();
        for (FollowedTopic topic : topics.values()) {
            if (topic.beginCheck()) {
                live.add(topic);
            }
        }
        check(live, 0);
    }

    /** One batch after the other, so that many topics do not come to Redis at once. */
    private void check(List<FollowedTopic> live, int from) {
        if (from >= live.size()) {
            loop.schedule(this::onCheck, checkInterval.toNanos());
            return;
        }
        List<FollowedTopic> batch = live.subList(from, Math.min(live.size(), from + HEADS_AT_ONCE));
        redis.heads(batch.stream().map(FollowedTopic::name).toList())
                .whenComplete((heads, failure) -> loop.execute(() -> {
                    if (failure == null) {
                        onHeads(batch, heads);
                    }
                    check(live, from + HEADS_AT_ONCE);
                }));
    }

    private static void onHeads(List<FollowedTopic> batch, Map<TopicName, Optional<Position>> heads) {
        for (FollowedTopic topic : batch) {
            Optional<Position> head = heads.get(topic.name());
            if (head != null) {
                topic.onHead(head.orElse(null));
            }
        }
    }

    // ---- what topics ask for, on the engine's loop

    Held.Budget held() {
        return held;
    }

    boolean feed(FeedCommand command) {
        return hub.test(command);
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    void schedule(Runnable task, long delayNanos) {
        loop.schedule(task, delayNanos);
    }

    /** Asks for a topic's messages; the topic hears what becomes of that. */
    void subscribe(TopicName topic) {
        redis.subscribe(topic, this);
    }

    /**
     * Reads, when it is its turn.
     *
     * @param isWanted asked before it is sent
     * @param consumer is given null where it failed
     */
    void read(
            TopicName topic, @Nullable Known known, BooleanSupplier isWanted, Consumer<@Nullable ReadAnswer> consumer) {
        waitingReads.add(new WaitingRead(topic, known, isWanted, consumer));
        sendReads();
    }

    private void sendReads() {
        while (reads < MOST_READS) {
            WaitingRead next = waitingReads.poll();
            if (next == null) {
                return;
            }
            if (next.isWanted().getAsBoolean()) {
                reads++;
                redis.read(next.topic(), next.known())
                        .whenComplete((answer, failure) -> loop.execute(() -> {
                            reads--;
                            next.consumer().accept(answer);
                            sendReads();
                        }));
            }
        }
    }

    /** The consumer is told whether it failed. */
    void replaceEpoch(TopicName topic, long epoch, Consumer<Boolean> consumer) {
        redis.replaceEpoch(topic, epoch)
                .whenComplete((done, failure) -> loop.execute(() -> consumer.accept(failure != null)));
    }
}
