/**
 * TLS of a port: what is in its files, the context made of it and exchanged when they change, and the handlers in front of
 * everything else of a connection. One door, {@link io.sluice.server.tls.ServerTls}; the handlers run on the connection's loop,
 * reloading on any other thread. Knows the configuration and the shape of errors; both ports know it.
 */
@NullMarked
package io.sluice.server.tls;

import org.jspecify.annotations.NullMarked;
