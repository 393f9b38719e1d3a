/**
 * Gateways joined by Redis as processes on loopback, with what may go wrong between them: they are killed, frozen, told to
 * drain and started again, and each one's way to Redis leads through a relay that cuts, refuses, delays and swallows.
 *
 * <p>All of it is for one thread, the run's, which waits; a relay has an event loop of its own, and a run that is interrupted
 * is ended from another thread. Neighbours: {@code
 * io.sluice.bench.faults} decides what goes wrong and when.
 */
@NullMarked
package io.sluice.bench.fleet;

import org.jspecify.annotations.NullMarked;
