package io.sluice.bench.load;

import org.jspecify.annotations.Nullable;

/**
 * All counters at one moment; two of them make a rate.
 *
 * @param connects handshakes of newcomers that were answered
 * @param server null if no process was named or it is gone
 * @param client null where there is no /proc
 */
record Snapshot(
        long atNanos,
        long deliveries,
        long publications,
        long connects,
        LoopTimes loops,
        @Nullable ProcessSample server,
        @Nullable ProcessSample client) {

    double secondsSince(Snapshot earlier) {
        return (atNanos - earlier.atNanos) / 1e9;
    }

    double deliveriesPerSecondSince(Snapshot earlier) {
        return (deliveries - earlier.deliveries) / secondsSince(earlier);
    }

    double publicationsPerSecondSince(Snapshot earlier) {
        return (publications - earlier.publications) / secondsSince(earlier);
    }

    double connectsPerSecondSince(Snapshot earlier) {
        return (connects - earlier.connects) / secondsSince(earlier);
    }

    /** Null if it was not measured. */
    @Nullable
    Double serverCoresSince(Snapshot earlier) {
        return cores(earlier.server, server, secondsSince(earlier));
    }

    /** Null if it was not measured. */
    @Nullable
    Double clientCoresSince(Snapshot earlier) {
        return cores(earlier.client, client, secondsSince(earlier));
    }

    /** Null if it was not measured, or nothing was delivered. */
    @Nullable
    Double serverCpuMicrosPerDeliverySince(Snapshot earlier) {
        return microsPer(deliveries - earlier.deliveries, earlier);
    }

    /** Null if it was not measured, if nobody connected, or if publications were among the work. */
    @Nullable
    Double serverCpuMicrosPerConnectSince(Snapshot earlier) {
        return publications == earlier.publications ? microsPer(connects - earlier.connects, earlier) : null;
    }

    private @Nullable Double microsPer(long count, Snapshot earlier) {
        Double cores = serverCoresSince(earlier);
        return cores == null || count == 0 ? null : cores * secondsSince(earlier) * 1e6 / count;
    }

    private static @Nullable Double cores(
            @Nullable ProcessSample before, @Nullable ProcessSample after, double seconds) {
        return before == null || after == null ? null : (after.cpuSeconds() - before.cpuSeconds()) / seconds;
    }
}
