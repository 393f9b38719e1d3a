package io.sluice.delivery.hub;

import io.sluice.delivery.log.Retention;
import io.sluice.delivery.shard.LagPolicy;

/**
 * How the topics of one kind are kept.
 *
 * @param lag for subscribers that retention overtakes
 * @param presence whether it is told who comes and goes
 */
public record TopicRule(Retention retention, LagPolicy lag, boolean presence) {}
