package io.sluice.delivery.hub;

import io.sluice.delivery.hub.PublishOutcome.Accepted;
import io.sluice.delivery.hub.PublishOutcome.Reason;
import io.sluice.delivery.hub.PublishOutcome.Refused;
import io.sluice.model.Position;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the commands of the mailbox, each once: gives back its place and its payload, counts, tells its listener.
 * Remembers what was accepted under an id. Hub's loop only.
 */
final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Mailbox mailbox;
    private final HubClock clock;
    private final HubMetrics metrics;
    private final RecentIds recentIds;

    Answers(Mailbox mailbox, HubClock clock, HubSettings settings, HubMetrics metrics) {
        this.mailbox = mailbox;
        this.clock = clock;
        this.metrics = metrics;
        this.recentIds = new RecentIds(settings.idempotency(), metrics);
    }

    /** Answers a publish that came before, under the same id, as it was answered then; false where it did not. */
    boolean replay(PublishCommand command) {
        if (command.id() == null) {
            return false;
        }
        List<Position> positions = recentIds.find(command, clock.millis());
        if (positions == null) {
            return false;
        }
        metrics.countReplayed();
        answer(command, new Accepted(positions, true));
        return true;
    }

    void accept(PublishCommand command, List<Position> positions) {
        Accepted accepted = new Accepted(positions, false);
        metrics.countPublished(command.payload().readableBytes());
        if (command.id() != null) {
            recentIds.remember(command, accepted.positions(), clock.millis());
        }
        answer(command, accepted);
    }

    void refuse(PublishCommand command, Reason reason) {
        metrics.countRefused(reason);
        answer(command, new Refused(reason, RETRY));
    }

    /** Forgets up to {@code most} ids that are too old. */
    void forgetOldIds(int most) {
        recentIds.expire(most, clock.millis());
    }

    private void answer(PublishCommand command, PublishOutcome outcome) {
        mailbox.release(command);
        command.payload().release();
        try {
            command.listener().onOutcome(outcome);
        } catch (RuntimeException e) {
            LOG.warn("a publisher's listener failed", e);
        }
    }
}
