/**
 * What every WebSocket surface has in common: the upgrade, pings, the bound on what a client sends, goodbyes; and the plain
 * surface, where each message is one payload. Runs on the connection's event loop.
 */
@NullMarked
package io.sluice.server.subscriber.websocket;

import org.jspecify.annotations.NullMarked;
