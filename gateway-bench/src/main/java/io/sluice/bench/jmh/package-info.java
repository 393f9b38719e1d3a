/**
 * What the pieces of the gateway cost by themselves, measured with JMH: the logs, the encoders, the delivery pass, the
 * ports in memory. Everything runs on the one thread that JMH measures, hub and shards included: no sockets, no wake-ups.
 * The only package here that knows the gateway; it goes through the doors that production code goes through.
 */
@NullMarked
package io.sluice.bench.jmh;

import org.jspecify.annotations.NullMarked;
