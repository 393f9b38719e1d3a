/** The log of a topic: immutable wire bytes in segments, an index of record boundaries, retention. Written by the hub's loop; what stands before a published head may be read by any thread. */
@NullMarked
package io.sluice.delivery.log;

import org.jspecify.annotations.NullMarked;
