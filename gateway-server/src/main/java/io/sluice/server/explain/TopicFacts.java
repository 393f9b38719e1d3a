package io.sluice.server.explain;

import io.sluice.model.Position;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a topic's log says.
 *
 * @param head the position of the newest publication; offset 0 where there was none
 * @param firstOffset the oldest offset that is retained; one past the head where nothing is
 * @param publishedAt when the publication that was asked for was made; null where it is not retained
 */
public record TopicFacts(
        Position head, long firstOffset, @Nullable Instant publishedAt) {}
