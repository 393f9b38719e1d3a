/** What the gateway measures, the names it goes by, and how it is shown: Prometheus text and a line in the log. */
@NullMarked
package io.sluice.server.metrics;

import org.jspecify.annotations.NullMarked;
