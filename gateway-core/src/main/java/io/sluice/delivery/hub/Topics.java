package io.sluice.delivery.hub;

import io.sluice.delivery.log.LogMemory;
import io.sluice.delivery.log.TopicLog;
import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.model.TopicName;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All topics of a hub, and the one queue of what has to expire. Hub's loop only, but for the names and the count.
 *
 * <p>A topic exists while it retains something, is subscribed or is waited for; made again it has another epoch.
 */
final class Topics {

    private static final int EXPIRIES_PER_TURN = 4096;
    private static final long MIN_TIMER_MILLIS = 50;
    private static final int SHORTENED_AT_ONCE = 1024;

    private final OwnerLoop loop;
    private final HubClock clock;
    private final HubSettings settings;
    private final LogMemory memory;
    private final ConcurrentMap<TopicName, Topic> byName = new ConcurrentHashMap<>();
    private final PriorityQueue<Topic> expiry = new PriorityQueue<>(Comparator.comparingLong(t -> t.expiresAtMillis));
    private final SplittableRandom epochs = new SplittableRandom(new SecureRandom().nextLong());
    private final Runnable onExpiryTimer = this::onExpiryTimer;
    private final Runnable afterExpiry;

    /**
     * When timers are due, the next first. Another is started only for what is due before all of them, so there is one
     * per age at most: of two publications with the same age, the later one expires later.
     */
    private final ArrayDeque<Long> timersAtMillis = new ArrayDeque<>();

    private final BySize bySize = new BySize();

    /**
     * An empty set of topics.
     *
     * @param afterExpiry runs after topics gave up segments: shards have to be signalled
     */
    Topics(OwnerLoop loop, HubClock clock, HubSettings settings, LogMemory memory, Runnable afterExpiry) {
        this.loop = loop;
        this.clock = clock;
        this.settings = settings;
        this.memory = memory;
        this.afterExpiry = afterExpiry;
    }

    // ---- any thread

    int count() {
        return byName.size();
    }

    /** The names at about this moment, in no order. */
    Collection<TopicName> names() {
        return byName.keySet();
    }

    // ---- the hub's loop

    @Nullable
    Topic get(TopicName name) {
        return byName.get(name);
    }

    /** The topic of this name, new where there was none; null where there are as many as may be. */
    @Nullable
    Topic getOrCreate(TopicName name) {
        Topic topic = byName.get(name);
        if (topic == null && byName.size() < settings.maxTopics()) {
            TopicRule rule = settings.rules().ruleFor(name);
            topic = new Topic(name, rule, new TopicLog(name, newEpoch(), rule.retention(), memory), bySize);
            byName.put(name, topic);
        }
        return topic;
    }

    /** Never negative: as text, which each answer to a publisher holds, an unsigned one takes arithmetic on big numbers. */
    private long newEpoch() {
        return epochs.nextLong() >>> 1;
    }

    void forgetIfIdle(Topic topic) {
        if (topic.isForgettable()) {
            topic.log.close(topic);
            byName.remove(topic.name, topic);
        }
    }

    /**
     * Shortens the history of the largest topics until there is room, or until it was done a bounded number of times. What
     * readers still hold becomes room when they let go.
     *
     * @return what became of the last try, if any
     */
    Shortening makeRoomFor(long bytes) {
        memory.sweep();
        long silentBeforeNanos = clock.nanos() - settings.maxStall().toNanos();
        Shortening last = Shortening.DONE;
        for (int left = SHORTENED_AT_ONCE; left > 0 && last == Shortening.DONE; left--) {
            if (memory.isComfortableWith(bytes)) {
                return Shortening.DONE;
            }
            last = bySize.shortenLargest(silentBeforeNanos);
        }
        return last;
    }

    /** Enters a topic whose log just stopped being empty. */
    void startExpiry(Topic topic) {
        topic.expiresAtMillis = expiryOf(topic);
        expiry.add(topic);
        startTimer();
    }

    private long expiryOf(Topic topic) {
        return topic.log.oldestTimeMillis() + topic.rule.retention().age().toMillis();
    }

    private void startTimer() {
        Topic next = expiry.peek();
        if (next == null) {
            return;
        }
        long now = clock.millis();
        long atMillis = Math.max(now + MIN_TIMER_MILLIS, next.expiresAtMillis);
        Long pending = timersAtMillis.peekFirst();
        if (pending == null || atMillis < pending) {
            timersAtMillis.addFirst(atMillis);
            loop.schedule(onExpiryTimer, TimeUnit.MILLISECONDS.toNanos(atMillis - now));
        }
    }

    private void onExpiryTimer() {
        assert loop.inLoop();
        timersAtMillis.removeFirst();
        long now = clock.millis();
        for (int left = EXPIRIES_PER_TURN; left > 0; left--) {
            Topic topic = expiry.peek();
            if (topic == null || topic.expiresAtMillis > now) {
                break;
            }
            expiry.remove();
            topic.log.trimOlderThan(now - topic.rule.retention().age().toMillis(), topic);
            if (topic.log.isEmpty()) {
                forgetIfIdle(topic);
            } else {
                topic.expiresAtMillis = expiryOf(topic);
                expiry.add(topic);
            }
        }
        afterExpiry.run();
        startTimer();
    }

    /** Gives up everything; for the end of the process. */
    void clear() {
        for (Topic topic : byName.values()) {
            topic.log.close(topic);
        }
        byName.clear();
        bySize.clear();
        expiry.clear();
    }
}
