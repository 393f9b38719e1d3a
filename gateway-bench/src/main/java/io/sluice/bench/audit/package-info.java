/**
 * Clients that know what they are owed: subscribers' connections on each surface that resume from positions, kept connections
 * of publishers, and the findings of an audit. What is a loss is for those to say who implement {@code TopicStream}:
 * {@code StreamAudit} does for topics with one publisher each.
 *
 * <p>One event loop of one thread, the client loop of {@code Clients}, owns all connections, streams and findings; nothing of
 * these is locked. Neighbours: {@code io.sluice.bench.wire} finds messages in bytes; {@code io.sluice.bench.soak} and
 * {@code io.sluice.bench.faults} decide who connects where and when.
 */
@NullMarked
package io.sluice.bench.audit;

import org.jspecify.annotations.NullMarked;
