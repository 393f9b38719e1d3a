/**
 * What Sluice is compared with and Netty alone can do: the broadcast hub of the tutorials, a process of its own. One loop
 * owns everything. No neighbours: {@code gateway-bench/peers} has the other peers, and starts this one.
 */
@NullMarked
package io.sluice.bench.peer;

import org.jspecify.annotations.NullMarked;
