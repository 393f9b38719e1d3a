package io.sluice.delivery.shard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** The feeds with news, and the pass that visits them a few milliseconds at a time. Shard's loop only. */
final class Pass {

    private final Delivery delivery;
    private final HubLink hub;
    private final ShardMetrics metrics;
    private final long passNanos;
    private final ArrayDeque<Audience> queue = new ArrayDeque<>();
    private final ArrayList<Audience> visited = new ArrayList<>();

    Pass(Delivery delivery, HubLink hub, ShardMetrics metrics, long passNanos) {
        this.delivery = delivery;
        this.hub = hub;
        this.metrics = metrics;
        this.passNanos = passNanos;
    }

    void onDirty(Audience audience) {
        long since = audience.feed().takeDirty();
        if (audience.queued) {
            audience.again |= audience.visit.isRunning();
        } else {
            enqueue(audience, since);
        }
    }

    private void enqueue(Audience audience, long dirtySinceNanos) {
        audience.visit.noteDirtySince(dirtySinceNanos);
        audience.queued = true;
        queue.add(audience);
    }

    /**
     * Goes on. Those who were noted come first: a visit counts as done only when they have got theirs too.
     *
     * @return false where the time was up before everything was visited
     */
    boolean run() {
        long deadlineNanos = delivery.nanoTime() + passNanos;
        boolean done = delivery.deliverTouched(deadlineNanos);
        @Nullable Audience audience;
        while (done && (audience = queue.peek()) != null) {
            done = audience.visit.run(delivery, deadlineNanos);
            if (done) {
                queue.remove();
                onVisited(audience);
                done = delivery.nanoTime() - deadlineNanos < 0 || queue.isEmpty();
            }
        }
        done = done && delivery.deliverTouched(deadlineNanos);
        if (!delivery.hasTouched()) {
            publishVisits();
        }
        return done;
    }

    private void onVisited(Audience audience) {
        metrics.countPass();
        visited.add(audience);
        audience.queued = false;
        if (audience.again) {
            audience.again = false;
            enqueue(audience, delivery.nanoTime());
        }
    }

    private void publishVisits() {
        boolean awaited = false;
        for (Audience audience : visited) {
            awaited |= audience.publishVisit();
        }
        visited.clear();
        if (awaited) {
            hub.feedVisited();
        }
    }
}
