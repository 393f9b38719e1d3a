/**
 * From a handshake that passed all checks to an open connection, and what is said on it besides deliveries: heartbeat,
 * pongs, goodbyes. Runs on the connection's event loop.
 */
@NullMarked
package io.sluice.server.subscriber.session;

import org.jspecify.annotations.NullMarked;
