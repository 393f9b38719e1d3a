package io.sluice.server.presence;

import io.netty.buffer.Unpooled;
import io.sluice.delivery.hub.PublishCommand;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.engine.Engine;
import io.sluice.model.PayloadKind;
import io.sluice.model.TopicName;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Events on their way to the engine, in order: the next goes when the one before was accepted. A refused one is tried again;
 * where too many wait, the oldest is given up and counted. Presence loop only.
 */
final class Outbox {

    private static final int MOST_WAITING = 10_000;

    private final OwnerLoop loop;
    private final Engine engine;
    private final PresenceMetrics metrics;
    private final ArrayDeque<PresenceEvent> waiting = new ArrayDeque<>();
    private boolean busy;

    Outbox(OwnerLoop loop, Engine engine, PresenceMetrics metrics) {
        this.loop = loop;
        this.engine = engine;
        this.metrics = metrics;
    }

    void add(PresenceEvent event) {
        assert loop.inLoop();
        if (waiting.size() == MOST_WAITING) {
            waiting.remove();
            metrics.countGivenUp();
        }
        waiting.add(event);
        sendNext();
    }

    private void sendNext() {
        PresenceEvent event = waiting.peek();
        if (busy || event == null) {
            return;
        }
        TopicName topic = event.topic().presence();
        if (topic == null) {
            throw new IllegalStateException("no events can be told of " + event.topic());
        }
        busy = true;
        engine.publish(new PublishCommand(
                List.of(topic),
                PayloadKind.JSON,
                Unpooled.wrappedBuffer(event.toJson()),
                null,
                null,
                null,
                outcome -> loop.execute(() -> onOutcome(event, outcome))));
    }

    private void onOutcome(PresenceEvent event, PublishOutcome outcome) {
        assert loop.inLoop();
        switch (outcome) {
            case PublishOutcome.Accepted accepted -> {
                metrics.countTold();
                onDone(event);
            }
            case PublishOutcome.Refused refused when refused.reason() == Reason.DRAINING -> onDone(event);
            case PublishOutcome.Refused refused ->
                loop.schedule(this::onRetry, refused.retryAfter().toNanos());
        }
    }

    private void onRetry() {
        busy = false;
        sendNext();
    }

    private void onDone(PresenceEvent event) {
        // It may have been given up meanwhile.
        waiting.remove(event);
        busy = false;
        sendNext();
    }
}
