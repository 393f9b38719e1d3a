/** The process: command line, composition root, start-up and drain. */
@NullMarked
package io.sluice.server;

import org.jspecify.annotations.NullMarked;
