package io.sluice.delivery.hub;

import io.sluice.delivery.log.LogMemory;
import io.sluice.delivery.log.TopicLog;
import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.model.Position;
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

    /** How long a topic that nobody wants any more is still fed, for those who come back. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(10);

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
    private final @Nullable TopicSource source;
    private final ArrayDeque<Lingering> lingering = new ArrayDeque<>();

    /** Of a source's topics: looked at again when the time has come. */
    private record Lingering(Topic topic, long untilNanos) {}

    /**
     * An empty set of topics.
     *
     * @param source of their publications; null where the hub makes the offsets itself
     * @param afterExpiry runs after topics gave up segments: shards have to be signalled
     */
    Topics(
            OwnerLoop loop,
            HubClock clock,
            HubSettings settings,
            LogMemory memory,
            @Nullable TopicSource source,
            Runnable afterExpiry) {
        this.source = source;
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
            topic = new Topic(name, rule, newLog(name, rule), bySize, source == null);
            byName.put(name, topic);
            if (source != null) {
                source.open(name);
            }
        }
        return topic;
    }

    private TopicLog newLog(TopicName name, TopicRule rule) {
        return new TopicLog(name, newEpoch(), rule.retention(), memory);
    }

    /** Has the topic's log begin after this position; one that it has already is given up. */
    void begin(Topic topic, Position after, long openAt) {
        TopicLog log = newLog(topic.name, topic.rule);
        log.beginAfter(after);
        topic.begin(log, openAt);
    }

    /** Never negative: as text, which each answer to a publisher holds, an unsigned one takes arithmetic on big numbers. */
    private long newEpoch() {
        return epochs.nextLong() >>> 1;
    }

    /** Asks the source for all that there is of the topic now. */
    void catchUp(Topic topic) {
        if (source != null) {
            source.catchUp(topic.name);
        }
    }

    /** Whether somebody else gives the offsets, so that there may be newer ones than those known here. */
    boolean areFollowed() {
        return source != null;
    }

    void forgetIfIdle(Topic topic) {
        if (source != null) {
            lingerIfIdle(topic);
        } else if (topic.isForgettable()) {
            topic.log.close(topic);
            byName.remove(topic.name, topic);
        }
    }

    /** What a source feeds is there, too, when it is wanted again; so what it retains here keeps no topic. */
    private void lingerIfIdle(Topic topic) {
        if (topic.isUnwanted() && !topic.lingers) {
            topic.lingers = true;
            lingering.add(new Lingering(topic, clock.nanos() + LINGER_NANOS));
            if (lingering.size() == 1) {
                loop.schedule(this::onLingerTimer, LINGER_NANOS);
            }
        }
    }

    private void onLingerTimer() {
        assert loop.inLoop();
        long now = clock.nanos();
        Lingering next = lingering.peek();
        while (next != null && next.untilNanos() - now <= 0) {
            lingering.remove();
            onLingered(next.topic());
            next = lingering.peek();
        }
        if (next != null) {
            loop.schedule(this::onLingerTimer, next.untilNanos() - now);
        }
    }

    private void onLingered(Topic topic) {
        topic.lingers = false;
        if (topic.isUnwanted() && byName.remove(topic.name, topic) && source != null) {
            topic.log.close(topic);
            source.close(topic.name);
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
        if (!topic.expiring) {
            topic.expiring = true;
            topic.expiresAtMillis = expiryOf(topic);
            expiry.add(topic);
            startTimer();
        }
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
                topic.expiring = false;
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
            topic.takeWaiters().forEach(TopicWaiter::onRefused);
            topic.log.close(topic);
        }
        byName.clear();
        lingering.clear();
        bySize.clear();
        expiry.clear();
    }
}
