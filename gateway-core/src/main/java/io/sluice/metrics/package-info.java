/** What the gateway counts, and the names under which operators find it. */
@NullMarked
package io.sluice.metrics;

import org.jspecify.annotations.NullMarked;
