/**
 * The Hub: the only writer of all topics. Its door, {@code Hub}, is thread-safe and posts commands into bounded lanes;
 * everything behind it runs on the hub's own event loop. It appends to the logs ({@code delivery.log}) and signals the
 * shards ({@code delivery.shard}); it never touches a connection.
 */
@NullMarked
package io.sluice.delivery.hub;

import org.jspecify.annotations.NullMarked;
