/**
 * Results of several load runs as one page. The door is {@link io.sluice.bench.report.page.ReportCommand}. Immutable values,
 * no threads. It reads the JSON field by field and leaves out what a result does not have, so that results of other versions
 * can be shown too. Neighbours: {@code io.sluice.bench.report} says what the JSON means, {@code io.sluice.bench.html} makes
 * pages.
 */
@NullMarked
package io.sluice.bench.report.page;

import org.jspecify.annotations.NullMarked;
