/**
 * A soak: subscribers that stay, come and go, stall and return in waves, for as long as one likes, while every position is
 * audited and the gateway's memory is watched.
 *
 * <p>One event loop of one thread, the client loop, owns all connections, the publishers, the {@code StreamAudit} of each
 * subscriber and the {@code Findings}; nothing of these is locked. A ticker thread owns nothing but the ticks of
 * {@code Stalls}. The thread that called {@code SoakRun} samples the gateway from outside, sleeps and prints. Everything is
 * counters and ranges, so that a day needs no more memory than a minute. Neighbours: {@code io.sluice.bench.audit} has the
 * connections and the audit of streams.
 */
@NullMarked
package io.sluice.bench.soak;

import org.jspecify.annotations.NullMarked;
