package io.sluice.bench.load;

import org.jspecify.annotations.Nullable;

/**
 * All counters at one moment; two of them make a rate.
 *
 * @param server null if no process was named or it is gone
 * @param client null where there is no /proc
 */
record Snapshot(
        long atNanos,
        long deliveries,
        long publications,
        @Nullable ProcessSample server,
        @Nullable ProcessSample client) {

    double secondsSince(Snapshot earlier) {
        return (atNanos - earlier.atNanos) / 1e9;
    }
}
