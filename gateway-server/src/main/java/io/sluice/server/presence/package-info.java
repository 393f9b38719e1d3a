/**
 * Who comes to a topic and who leaves it, told as publications of another topic. Shards report; everything else runs on the
 * presence loop, which hands what it has to say to the engine like any publisher.
 */
@NullMarked
package io.sluice.server.presence;

import org.jspecify.annotations.NullMarked;
