/** Warnings that do not drown each other. Any thread. */
@NullMarked
package io.sluice.server.warning;

import org.jspecify.annotations.NullMarked;
