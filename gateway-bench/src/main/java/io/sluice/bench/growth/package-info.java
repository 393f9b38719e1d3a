/**
 * How costs and memory grow, as tables and plots: what {@code scripts/growth} measured, read back from its files. The door is
 * {@link io.sluice.bench.growth.GrowthCommand}. Immutable values, no threads. Neighbours: {@code io.sluice.bench.html}, which
 * draws; nothing here knows of the gateway.
 */
@NullMarked
package io.sluice.bench.growth;

import org.jspecify.annotations.NullMarked;
