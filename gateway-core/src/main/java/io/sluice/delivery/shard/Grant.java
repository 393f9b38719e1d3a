package io.sluice.delivery.shard;

import io.sluice.model.Position;

/**
 * A promised cursor.
 *
 * @param feed where it moves
 * @param after the position after which delivery starts
 * @param firstOffset the oldest offset that is retained; one past the head where none is
 */
public record Grant(Feed feed, Position after, long firstOffset, Recovery recovery) {}
