package io.sluice.delivery.hub;

import io.sluice.model.Position;
import java.time.Duration;
import java.util.List;

/** What became of a publish. */
public sealed interface PublishOutcome {

    /**
     * The publication stands, or stood, in the log of every topic named.
     *
     * @param positions one per topic, in the command's order
     * @param replayed whether it came before under the same id: these are the positions of then, nothing was published now
     */
    record Accepted(List<Position> positions, boolean replayed) implements PublishOutcome {

        public Accepted {
            positions = List.copyOf(positions);
        }
    }

    /**
     * Nothing was published and nothing has changed, unless the reason says otherwise.
     *
     * @param retryAfter when it is worth another try
     */
    record Refused(Reason reason, Duration retryAfter) implements PublishOutcome {}

    /** Why a publish was refused. */
    enum Reason {
        /** The hub's mailbox is full, in commands or in bytes. */
        MAILBOX_FULL,
        /** This publisher's share of the mailbox is full. */
        SHARE_FULL,
        /** A shard with subscribers of the topic is too far behind. */
        BACKLOG,
        /** The logs hold all the memory that they may. */
        MEMORY,
        /** No further topic can be created. */
        TOPICS,
        /** The gateway is on its way out. */
        DRAINING,
        /** The engine cannot take publications at present. */
        UNAVAILABLE,
        /** The engine has not answered: it may have been published. Only the same id makes it safe to send it again. */
        UNKNOWN
    }
}
