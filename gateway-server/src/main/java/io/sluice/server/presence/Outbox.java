package io.sluice.server.presence;

import io.netty.buffer.Unpooled;
import io.sluice.delivery.hub.PublishCommand;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.delivery.loop.OwnerLoop;
import io.sluice.engine.Engine;
import io.sluice.model.PayloadKind;
import io.sluice.model.TopicName;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Tells what is not told yet, in the order in which it became so: not events but members whose state differs from what was
 * told last. So whoever comes and goes faster than that can be published is told of less often, but what was told last is
 * true in the end. The next goes when the one before was accepted; a refused one is tried again. Presence loop only.
 *
 * <p>A member waits at most once, and one that is gone waits only if its coming was told: this bounds the queue.
 */
final class Outbox {

    private final OwnerLoop loop;
    private final InstantSource clock;
    private final Engine engine;
    private final PresenceMetrics metrics;
    private final ArrayDeque<Member> waiting = new ArrayDeque<>();
    private boolean busy;

    Outbox(OwnerLoop loop, InstantSource clock, Engine engine, PresenceMetrics metrics) {
        this.loop = loop;
        this.clock = clock;
        this.engine = engine;
        this.metrics = metrics;
    }

    /** The member may have come or left. */
    void look(Member member) {
        assert loop.inLoop();
        if (!member.waits && member.told != member.present) {
            member.waits = true;
            waiting.add(member);
            sendNext();
        }
    }

    private void sendNext() {
        while (!busy) {
            Member member = waiting.poll();
            if (member == null) {
                return;
            }
            member.waits = false;
            if (member.told != member.present) {
                busy = true;
                send(member, member.present);
            }
        }
    }

    private void send(Member member, boolean present) {
        TopicName topic = member.topic.presence();
        if (topic == null) {
            throw new IllegalStateException("no events can be told of " + member.topic);
        }
        PresenceEvent event = new PresenceEvent(
                present ? PresenceEvent.Kind.JOIN : PresenceEvent.Kind.LEAVE,
                member.last.id(),
                member.last.user(),
                clock.instant());
        engine.publish(new PublishCommand(
                List.of(topic),
                PayloadKind.JSON,
                Unpooled.wrappedBuffer(event.toJson()),
                null,
                null,
                null,
                outcome -> loop.execute(() -> onOutcome(member, present, outcome))));
        engine.flush();
    }

    private void onOutcome(Member member, boolean present, PublishOutcome outcome) {
        assert loop.inLoop();
        switch (outcome) {
            case PublishOutcome.Accepted accepted -> {
                metrics.countTold();
                member.told = present;
                goOn(member);
            }
            case PublishOutcome.Refused refused when refused.reason() == Reason.DRAINING -> waiting.clear();
            case PublishOutcome.Refused refused ->
                loop.schedule(() -> goOn(member), refused.retryAfter().toNanos());
        }
    }

    private void goOn(Member member) {
        busy = false;
        if (!member.waits && member.told != member.present) {
            member.waits = true;
            waiting.addFirst(member);
        }
        sendNext();
    }
}
