package io.sluice.delivery.hub;

import io.sluice.delivery.hub.HubSettings.Idempotency;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What publishes with an id were answered, so that one that comes again hears the same. Bounded in time and count; nothing
 * wakes up for it: what is too old goes when something is published. Hub's loop only.
 */
final class RecentIds {

    private final long windowMillis;
    private final int maxIds;
    private final HubMetrics metrics;

    /** Oldest first, which is also the order in which they expire. */
    private final LinkedHashMap<Id, Answered> answered = new LinkedHashMap<>();

    /** An id for several topics weighs as many as it has positions. */
    private int weight;

    private record Id(@Nullable String publisher, String id, List<TopicName> topics) {}

    private record Answered(List<Position> positions, long atMillis) {}

    RecentIds(Idempotency bounds, HubMetrics metrics) {
        this.windowMillis = bounds.window().toMillis();
        this.maxIds = bounds.maxIds();
        this.metrics = metrics;
    }

    /** What this publish was answered the first time; null where it has no id or is the first. */
    @Nullable
    List<Position> find(PublishCommand command, long nowMillis) {
        Id id = idOf(command);
        Answered first = id == null ? null : answered.get(id);
        return first == null || isExpired(first, nowMillis) ? null : first.positions();
    }

    /** Notes what a publish was answered that {@link #find} did not know. */
    void remember(PublishCommand command, List<Position> positions, long nowMillis) {
        Id id = idOf(command);
        if (id == null) {
            return;
        }
        Answered expired = answered.remove(id);
        weight += positions.size() - (expired == null ? 0 : expired.positions().size());
        answered.put(id, new Answered(positions, nowMillis));
        Iterator<Answered> oldest = answered.values().iterator();
        while (weight > maxIds) {
            remove(oldest, oldest.next());
        }
        metrics.countIds(answered.size());
    }

    /** Forgets up to {@code most} that are too old. */
    void expire(int most, long nowMillis) {
        if (answered.isEmpty()) {
            return;
        }
        Iterator<Answered> oldest = answered.values().iterator();
        for (int left = most; left > 0 && oldest.hasNext(); left--) {
            Answered next = oldest.next();
            if (!isExpired(next, nowMillis)) {
                break;
            }
            remove(oldest, next);
        }
        metrics.countIds(answered.size());
    }

    private void remove(Iterator<Answered> at, Answered oldest) {
        at.remove();
        weight -= oldest.positions().size();
    }

    private boolean isExpired(Answered first, long nowMillis) {
        return nowMillis - first.atMillis() >= windowMillis;
    }

    private static @Nullable Id idOf(PublishCommand command) {
        String id = command.id();
        return id == null ? null : new Id(command.publisher(), id, command.topics());
    }
}
