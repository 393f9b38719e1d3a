package io.sluice.server;

import io.netty.util.concurrent.EventExecutor;
import io.sluice.delivery.shard.Shard;
import io.sluice.delivery.shard.Subscriber;
import io.sluice.model.Disconnect;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says goodbye to all subscribers of one shard, so many a second, each once its cursors have reached the heads. Runs on
 * the shard's loop.
 */
final class PacedClose {

    private static final long STEP_MILLIS = 20;

    private final EventExecutor loop;
    private final AtomicInteger remaining;
    private final double perStep;
    private final ArrayDeque<Subscriber> waiting = new ArrayDeque<>();
    private double allowance;

    /**
     * A way out for one shard.
     *
     * @param ratePerSecond goodbyes a second on this shard
     * @param remaining is raised by the shard's subscribers and counted down as they go
     */
    PacedClose(EventExecutor loop, double ratePerSecond, AtomicInteger remaining) {
        this.loop = loop;
        this.remaining = remaining;
        this.perStep = ratePerSecond * STEP_MILLIS / TimeUnit.SECONDS.toMillis(1);
    }

    void start(Shard shard) {
        shard.forAll(subscribers -> {
            waiting.addAll(subscribers);
            remaining.addAndGet(waiting.size());
            onStep();
        });
    }

    private void onStep() {
        allowance = Math.min(allowance + perStep, Math.max(1, perStep));
        for (int left = waiting.size(); left > 0 && allowance >= 1; left--) {
            Subscriber subscriber = waiting.remove();
            if (subscriber.connection().isOpen() && subscriber.behindMessages() > 0) {
                waiting.add(subscriber);
                continue;
            }
            subscriber.connection().close(Disconnect.DRAIN);
            remaining.decrementAndGet();
            allowance--;
        }
        if (!waiting.isEmpty()) {
            loop.schedule(this::onStep, STEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
