/**
 * Redis gives the offsets: publications go there in one step each, and come back to every node that has subscribers for
 * them. One door, {@link io.sluice.server.engine.redis.RedisEngine}; what follows topics lives on the engine's loop, between
 * Redis' connections on one side and the hub on the other.
 */
@NullMarked
package io.sluice.server.engine.redis;

import org.jspecify.annotations.NullMarked;
