/**
 * Why a message did or did not arrive: what is known of connections that are there or were, of refused handshakes, and of the
 * publication, turned into a verdict in words. {@link io.sluice.server.explain.NodeRecords} asks the loops of hub and shards,
 * each in bounded steps; the rest is pure and runs on any thread. {@code server.fleet} asks several gateways.
 */
@NullMarked
package io.sluice.server.explain;

import org.jspecify.annotations.NullMarked;
