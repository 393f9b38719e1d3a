package io.sluice.server.presence;

import io.netty.buffer.Unpooled;
import io.sluice.delivery.hub.PublishCommand;
import io.sluice.delivery.hub.PublishOutcome;
import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.engine.Engine;
import io.sluice.model.PayloadKind;
import io.sluice.model.TopicName;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** Where there is one gateway, what it knows is true: each event is published as it is. */
public final class EngineTeller implements PresenceTeller {

    private final Engine engine;
    private final InstantSource clock;

    public EngineTeller(Engine engine, InstantSource clock) {
        this.engine = engine;
        this.clock = clock;
    }

    /** One, so that events stand in the order in which they happened. */
    @Override
    public int mostAtOnce() {
        return 1;
    }

    @Override
    public void tell(News news, Consumer<Outcome> answer) {
        TopicName topic = news.topic().presence();
        if (topic == null) {
            throw new IllegalStateException("no events can be told of " + news.topic());
        }
        engine.publish(new PublishCommand(
                List.of(topic),
                PayloadKind.JSON,
                Unpooled.wrappedBuffer(PresenceEvent.toJson(news, clock.instant())),
                null,
                null,
                null,
                outcome -> answer.accept(of(outcome))));
        engine.flush();
    }

    private static Outcome of(PublishOutcome outcome) {
        return switch (outcome) {
            case PublishOutcome.Accepted accepted -> new Outcome.Known(true);
            case PublishOutcome.Refused refused when refused.reason() == Reason.DRAINING -> new Outcome.Ended();
            case PublishOutcome.Refused refused -> new Outcome.Failed(refused.retryAfter(), false);
        };
    }
}
