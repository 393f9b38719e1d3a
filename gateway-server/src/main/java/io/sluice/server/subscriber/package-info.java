/**
 * The client port: its pipeline, from the accepted socket to the session. Runs on the client event loops; hands accepted
 * connections to the shard of their loop.
 */
@NullMarked
package io.sluice.server.subscriber;

import org.jspecify.annotations.NullMarked;
