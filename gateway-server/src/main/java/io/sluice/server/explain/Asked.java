package io.sluice.server.explain;

import io.sluice.model.Position;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The publication that a verdict is about.
 *
 * @param publishedAt null where that is not known any more
 */
record Asked(Position position, @Nullable Instant publishedAt) {}
