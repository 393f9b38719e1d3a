/**
 * Faults: what happens to several gateways that share a Redis is done to them, again and again, while publishers write down
 * what was accepted and subscribers what they got and were told. What was accepted, less what was received, less what was
 * announced, must be empty.
 *
 * <p>The client loop of {@code io.sluice.bench.audit} owns publishers, subscribers, ledgers and findings. The thread that
 * called {@code FaultsRun} breaks and heals the fleet, and waits. Ledgers hold a number for each publication, so a run is as
 * long as its memory allows: a million publications take a few dozen mebibytes. Neighbours: {@code io.sluice.bench.fleet} is
 * what breaks.
 */
@NullMarked
package io.sluice.bench.faults;

import org.jspecify.annotations.NullMarked;
