/** One client connection as the shard sees it: its state, its outbound buffer, its wire format. */
@NullMarked
package io.sluice.delivery.socket;

import org.jspecify.annotations.NullMarked;
