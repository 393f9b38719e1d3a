/**
 * The surface {@code sluice.v1.json}: publications in envelopes, commands, answers. Runs on the connection's event loop, but
 * for the format, which runs on the hub's.
 */
@NullMarked
package io.sluice.server.subscriber.json;

import org.jspecify.annotations.NullMarked;
