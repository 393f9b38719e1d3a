package io.sluice.server.fleet;

import static io.sluice.server.fleet.FleetNames.bytes;

import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.model.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Earlier incarnations of this node. They keep their leases until all is told anew; then they are given over to be swept.
 * Fleet's loop only.
 */
final class Retiring {

    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int TOPICS_AT_ONCE = 256;

    /** Beyond it the oldest goes before its time: some may be told to leave and to come again. */
    private static final int MOST = 8;

    private final FleetLink link;
    private final FleetNames names;
    private final OwnerLoop loop;
    private final Runnable onRetired;
    private final List<Incarnation> waiting = new ArrayList<>();

    Retiring(FleetLink link, FleetNames names, OwnerLoop loop, Runnable onRetired) {
        this.link = link;
        this.names = names;
        this.loop = loop;
        this.onRetired = onRetired;
    }

    void add(Incarnation old) {
        waiting.add(old);
        if (waiting.size() > MOST) {
            retire(waiting.removeFirst());
        }
    }

    /** Those that keep their leases. */
    List<String> names() {
        return waiting.stream().map(old -> old.name).toList();
    }

    List<Incarnation> waiting() {
        return List.copyOf(waiting);
    }

    /** Gives these over, where they still wait. */
    void retire(List<Incarnation> all) {
        assert loop.inLoop();
        for (Incarnation old : all) {
            if (waiting.remove(old)) {
                retire(old);
            }
        }
    }

    private void retire(Incarnation old) {
        retire(old, List.copyOf(old.topics.keySet()), 0);
    }

    private void retire(Incarnation old, List<TopicName> topics, int from) {
        int to = Math.min(topics.size(), from + TOPICS_AT_ONCE);
        boolean last = to == topics.size();
        byte[][] values = new byte[2 + to - from][];
        values[0] = bytes(old.name);
        values[1] = bytes(last ? 1 : 0);
        for (int i = from; i < to; i++) {
            values[2 + i - from] = bytes(topics.get(i).value());
        }
        byte[][] keys = {names.leases(), names.topicsOf(old.name), names.dead()};
        link.run(FleetScript.RETIRE, keys, values)
                .whenComplete((answer, failure) -> loop.execute(() -> {
                    if (failure != null) {
                        // Should this node die before, the lease ends by itself, or Redis forgot all of it.
                        loop.schedule(() -> retire(old, topics, from), AGAIN_NANOS);
                    } else if (!last) {
                        retire(old, topics, to);
                    } else {
                        onRetired.run();
                    }
                }));
    }
}
