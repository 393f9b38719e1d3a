package io.sluice.delivery.hub;

/**
 * A publish that waits for a shard.
 *
 * @param deadlineNanos when it is refused
 */
record WaitingPublish(PublishCommand command, long deadlineNanos) {}
