/**
 * What goes over the wire, as seen by a client that must not be the bottleneck: scanners that find messages in the bytes
 * of a read without copying or allocating, and the stamp that each message carries. No threads and no sockets: a scanner
 * belongs to whoever reads its connection. Neighbour: {@code io.sluice.bench.load} feeds the scanners.
 */
@NullMarked
package io.sluice.bench.wire;

import org.jspecify.annotations.NullMarked;
