/**
 * The runnable gateway: the command line ({@link io.sluice.server.Main}), the composition root
 * ({@link io.sluice.server.Gateway}) and the check of the machine before the start. Owned by the main thread.
 */
@NullMarked
package io.sluice.server;

import org.jspecify.annotations.NullMarked;
