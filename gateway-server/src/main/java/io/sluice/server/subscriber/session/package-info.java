/**
 * From a handshake that passed all checks to an open connection, whatever the surface: subscribing, delivery, heartbeat,
 * metrics. A surface is a {@link io.sluice.server.subscriber.session.SurfaceKind} in a package of its own. Runs on the
 * connection's event loop.
 */
@NullMarked
package io.sluice.server.subscriber.session;

import org.jspecify.annotations.NullMarked;
