/**
 * What a load run says at its end: the result as a value and as JSON, as text for people, and tables over several
 * results. Immutable values, no threads. Neighbour: {@code io.sluice.bench.load} fills the result.
 */
@NullMarked
package io.sluice.bench.report;

import org.jspecify.annotations.NullMarked;
