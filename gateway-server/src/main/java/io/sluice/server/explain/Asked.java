package io.sluice.server.explain;

import io.sluice.model.Position;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The publication that a verdict is about.
 *
 * @param isCurrent whether its epoch is the one that the topic has now, which came after all others
 * @param publishedAt null where that is not known any more
 */
record Asked(Position position, boolean isCurrent, @Nullable Instant publishedAt) {}
