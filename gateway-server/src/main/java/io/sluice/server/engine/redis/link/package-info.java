/**
 * Connections to Redis: one server, the master that sentinels name, or the masters of a cluster. {@link
 * io.sluice.server.engine.redis.link.RedisLink} is the door; what is asked for stays asked for until it is given up, whatever
 * happens to the connections. All state is owned by the engine's loop; Lettuce is known here only.
 */
@NullMarked
package io.sluice.server.engine.redis.link;

import org.jspecify.annotations.NullMarked;
