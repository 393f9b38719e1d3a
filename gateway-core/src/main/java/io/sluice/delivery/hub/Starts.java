package io.sluice.delivery.hub;

import io.sluice.delivery.log.TopicLog;
import io.sluice.delivery.shard.Recovery;
import io.sluice.delivery.shard.Start;
import io.sluice.model.Position;

/** Finds the offset that a start means in a log, at this moment. Hub's loop only. */
final class Starts {

    private Starts() {}

    /**
     * Where delivery begins.
     *
     * @param afterOffset the last offset that is not delivered; not before what is retained
     */
    record Found(long afterOffset, Recovery recovery) {}

    static Found find(Start start, TopicLog log, long nowMillis) {
        long oldest = log.firstOffset() - 1;
        long head = log.headOffset();
        return switch (start) {
            case Start.Head() -> new Found(head, Recovery.NOT_ASKED);
            case Start.Oldest() -> new Found(oldest, Recovery.NOT_ASKED);
            case Start.Last(int messages) -> new Found(Math.max(oldest, head - messages), Recovery.NOT_ASKED);
            case Start.Since(var age) -> new Found(log.firstSince(nowMillis - age.toMillis()) - 1, Recovery.NOT_ASKED);
            case Start.After(Position position) -> after(position, log.head(), oldest);
        };
    }

    /** A position that cannot be kept begins with the oldest publication that is retained. */
    private static Found after(Position position, Position head, long oldest) {
        if (position.epoch() != head.epoch()) {
            return new Found(oldest, Recovery.EPOCH);
        }
        if (position.offset() > head.offset()) {
            return new Found(oldest, Recovery.AHEAD);
        }
        if (position.offset() < oldest) {
            return new Found(oldest, Recovery.RETENTION);
        }
        return new Found(position.offset(), Recovery.RECOVERED);
    }
}
