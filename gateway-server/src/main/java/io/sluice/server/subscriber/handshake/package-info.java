/**
 * Everything that decides on an HTTP request of the client port before it becomes a subscription: who the client is
 * behind its proxies, whether there is room, whether its page may connect, what it asks for. The door is
 * {@link io.sluice.server.subscriber.handshake.HandshakeHandlers}; what passes is one
 * {@link io.sluice.server.subscriber.handshake.Handshake}, fired to the next handler of the pipeline. Handlers run on
 * the channel's event loop; {@code AdmissionLimits} and the counters are shared by all loops. Nothing here knows the hub.
 */
@NullMarked
package io.sluice.server.subscriber.handshake;

import org.jspecify.annotations.NullMarked;
