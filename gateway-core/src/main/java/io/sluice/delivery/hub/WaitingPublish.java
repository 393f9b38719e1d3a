package io.sluice.delivery.hub;

import java.util.List;

/**
 * A publish that waits for a shard.
 *
 * @param targets the topics named, which stay as long as it waits
 * @param deadlineNanos when it is refused
 */
record WaitingPublish(PublishCommand command, List<Topic> targets, long deadlineNanos) {}
