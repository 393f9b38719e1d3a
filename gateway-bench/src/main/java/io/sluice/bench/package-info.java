/** The entry point of {@code sluice-bench.jar}: one class that hands over to the commands. */
@NullMarked
package io.sluice.bench;

import org.jspecify.annotations.NullMarked;
