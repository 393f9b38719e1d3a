/**
 * What several gateways that share a Redis deliver, and what a publication costs with more of them. The thread of the command
 * starts fleets of {@code io.sluice.bench.fleet}, puts the load of {@code io.sluice.bench.load} on each, and waits.
 */
@NullMarked
package io.sluice.bench.cluster;

import org.jspecify.annotations.NullMarked;
