/**
 * What an operator may set, read once at start: a YAML file, overlaid by {@code SLUICE_…} environment variables, overlaid
 * by {@code --set} options. {@link io.sluice.server.config.ConfigLoader} is the door; it answers either with a
 * {@link io.sluice.server.config.GatewayConfig} in which every value is within its range, or with all problems at once.
 * Every key is declared in {@code Schema}. Immutable values, no threads; nothing here knows Netty channels or the hub.
 */
@NullMarked
package io.sluice.server.config;

import org.jspecify.annotations.NullMarked;
