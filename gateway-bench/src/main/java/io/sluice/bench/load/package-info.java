/**
 * One load run: subscribers, a publisher, and the account of every message.
 *
 * <p>Two event loops with one thread each. The reader loop owns all subscriber connections ({@code Subscribers}, which are
 * there from the start, and {@code Newcomers}), the {@code Audience} and what hangs on it; the publisher loop owns the
 * {@code Publisher} and the {@code Tally}. Between them stands the {@code Window}, which only the reader advances. The
 * thread that called {@code LoadRun} sleeps, samples ({@code Watch}) and prints. A message is found by its sequence number
 * alone: {@code Topics} and a subscriber's seat are arithmetic, {@code Account} is an array. Neighbours: {@code
 * io.sluice.bench.wire} finds messages in bytes, {@code io.sluice.bench.report} is what comes out.
 */
@NullMarked
package io.sluice.bench.load;

import org.jspecify.annotations.NullMarked;
