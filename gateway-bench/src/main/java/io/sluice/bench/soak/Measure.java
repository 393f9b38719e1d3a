package io.sluice.bench.soak;

import org.jspecify.annotations.Nullable;

/**
 * What is sampled, and how much of a climb is too much. A series fails if it is sure to climb faster than its tolerance
 * (the lower end of the confidence interval is above it) and has climbed by more than an amount that matters: a short run
 * may climb steeply by next to nothing, a long one by very much very slowly.
 *
 * <p>The amounts stand well above what a gateway that is well shows in a run of a minute, where classes are still loaded
 * and code is still compiled; the tolerances are such that a run of a day fails before it has lost a few dozen mebibytes.
 */
enum Measure {
    LIVE_HEAP("live heap after a full collection", Unit.BYTES, mebibytes(0.5), mebibytes(4)),
    RESIDENT("resident memory of the process", Unit.BYTES, mebibytes(2), mebibytes(32)),
    DIRECT("direct buffers that the JVM counts", Unit.BYTES, mebibytes(0.5), mebibytes(8)),
    METASPACE("metaspace", Unit.BYTES, mebibytes(0.5), mebibytes(8)),
    LOG_RESERVED("log memory reserved", Unit.BYTES, mebibytes(1), mebibytes(16)),
    LOG_RETAINED("log memory retained", Unit.BYTES, mebibytes(1), mebibytes(8)),
    LOG_PINNED("log memory pinned", Unit.BYTES, mebibytes(1), mebibytes(8)),
    LOG_INDEX("index of the log", Unit.BYTES, mebibytes(0.1), mebibytes(1)),
    PENDING("bytes pending at sockets", Unit.BYTES, mebibytes(1), mebibytes(8)),
    SEGMENTS("segments", Unit.COUNT, 5, 300),
    CONNECTIONS("subscribers' connections", Unit.COUNT, 1, 50),
    CHANNELS("TCP connections", Unit.COUNT, 1, 50),
    TOPICS("topics", Unit.COUNT, 1, 100),
    IDS("ids of publishes", Unit.COUNT, 10, 3000),
    THREADS("threads", Unit.COUNT, 0.1, 4),
    DESCRIPTORS("open descriptors", Unit.COUNT, 1, 50);

    private enum Unit {
        BYTES,
        COUNT
    }

    static final String BYTES = "bytes";
    static final String COUNT = "count";

    private static final double MEBIBYTE = 1 << 20;

    private final String text;
    private final Unit unit;
    private final double tolerancePerHour;
    private final double amount;

    Measure(String text, Unit unit, double tolerancePerHour, double amount) {
        this.text = text;
        this.unit = unit;
        this.tolerancePerHour = tolerancePerHour;
        this.amount = amount;
    }

    private static double mebibytes(double count) {
        return count * MEBIBYTE;
    }

    boolean fails(@Nullable Trend trend) {
        return trend != null && trend.lowPerHour() > tolerancePerHour && trend.growth() > amount;
    }

    String text() {
        return text;
    }

    double tolerancePerHour() {
        return tolerancePerHour;
    }

    /** What a climb has to exceed to matter, in the unit of the series. */
    double amount() {
        return amount;
    }

    /** {@link #BYTES} or {@link #COUNT}. */
    String unit() {
        return unit == Unit.BYTES ? BYTES : COUNT;
    }
}
