/**
 * The vocabulary of the gateway: topic names, positions, publications, reasons to disconnect. Immutable values without
 * threads, sockets or buffers of their own; every other package may use them, they use none.
 */
@NullMarked
package io.sluice.model;

import org.jspecify.annotations.NullMarked;
