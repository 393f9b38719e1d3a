package io.sluice.delivery.hub;

import java.time.Duration;

/**
 * The bounds of a hub.
 *
 * @param mailbox of publishes
 * @param subscribeCommands how many subscribes may wait
 * @param publishWait how long a publish may wait for a shard that is far behind before it is refused
 * @param maxStall after which a silent shard no longer holds publishers back
 * @param rules for the topics, by their names
 * @param maxTopics that may exist at a time
 * @param idempotency of publishes that have an id
 */
public record HubSettings(
        MailboxLimits mailbox,
        int subscribeCommands,
        Duration publishWait,
        Duration maxStall,
        TopicRules rules,
        int maxTopics,
        Idempotency idempotency) {

    /**
     * The bounds of the mailbox.
     *
     * @param commands publishes admitted and not yet answered
     * @param bytes of their payloads; a single larger one is admitted when it is alone
     * @param share of both that one publisher key may have, above 0 and at most 1
     */
    public record MailboxLimits(int commands, long bytes, double share) {}

    /**
     * How long publishes with an id are remembered.
     *
     * @param window since they were accepted
     * @param maxIds after which the oldest is forgotten; one for several topics counts once for each of them
     */
    public record Idempotency(Duration window, int maxIds) {

        /** What holds where nothing else is said. */
        public static final Idempotency DEFAULT = new Idempotency(Duration.ofMinutes(2), 100_000);
    }
}
