package io.sluice.delivery.shard;

import io.sluice.model.Position;

/**
 * A promised cursor.
 *
 * @param feed where it moves
 * @param after the position after which delivery starts
 */
public record Grant(Feed feed, Position after) {}
