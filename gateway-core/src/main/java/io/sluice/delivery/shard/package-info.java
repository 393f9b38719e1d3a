/** A shard per client event loop: its subscriptions (cursors into the logs) and the delivery pass. Nothing else touches them, so there are no locks. */
@NullMarked
package io.sluice.delivery.shard;

import org.jspecify.annotations.NullMarked;
