/**
 * The one thing hub and shards need of a thread: to run tasks in order, to know themselves on it, to tell time. Netty's
 * event loops serve in production, hand-cranked ones in tests.
 */
@NullMarked
package io.sluice.delivery.loop;

import org.jspecify.annotations.NullMarked;
