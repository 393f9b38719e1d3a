/** The event stream: its format, its events, its life. Runs on the connection's event loop, the format on the hub's. */
@NullMarked
package io.sluice.server.subscriber.stream;

import org.jspecify.annotations.NullMarked;
