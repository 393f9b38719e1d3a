/**
 * Gateways that share a Redis know of each other: who lives, who is on which topic over all of them, and what one asks the
 * others. One door, {@link io.sluice.server.fleet.Fleet}; everything behind it runs on the {@code sluice-fleet} loop, between
 * {@link io.sluice.server.fleet.FleetLink} on one side, and presence and the push port on the other.
 */
@NullMarked
package io.sluice.server.fleet;

import org.jspecify.annotations.NullMarked;
