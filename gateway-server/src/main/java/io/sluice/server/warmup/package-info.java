/**
 * What a gateway is exercised with before it listens: clients on blocking sockets, so that no code of the delivery path sees
 * types that only a client would have. One door, {@link io.sluice.server.warmup.Exercise}; runs on the caller's thread.
 */
@NullMarked
package io.sluice.server.warmup;

import org.jspecify.annotations.NullMarked;
