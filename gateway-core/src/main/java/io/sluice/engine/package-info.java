/** What makes an offset: the SPI and the embedded engine that lets the hub give them. */
@NullMarked
package io.sluice.engine;

import org.jspecify.annotations.NullMarked;
