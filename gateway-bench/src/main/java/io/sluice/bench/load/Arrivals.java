package io.sluice.bench.load;

import org.jspecify.annotations.Nullable;

/**
 * When newcomers come, and how long they stay.
 *
 * @param perSecond null for as fast as they can
 * @param count how many in all
 * @param stayNanos null to the end
 * @param fromMeasured whether the first comes when the measured phase begins, instead of when publishing does
 * @param seats how many can be there at a time
 */
record Arrivals(
        @Nullable Double perSecond, long count, @Nullable Long stayNanos, boolean fromMeasured, int seats) {
    private static final double NANOS_PER_SECOND = 1e9;
    /** Newcomers leave a little late: timers are coarse, and others are served before them. */
    private static final double SLACK = 1.25;

    /** Null if nobody comes. */
    static @Nullable Arrivals of(LoadSettings settings) {
        LoadSettings.Churn churn = settings.mix().churn();
        LoadSettings.Growth growth = settings.mix().growth();
        int connecting = settings.mix().connecting();
        if (churn != null) {
            Double perSecond = churn.perSecond();
            long stayNanos = churn.stay().toNanos();
            double staying = perSecond == null ? 0 : perSecond * stayNanos / NANOS_PER_SECOND * SLACK;
            return new Arrivals(perSecond, Long.MAX_VALUE, stayNanos, false, (int) Math.ceil(staying) + 2 * connecting);
        }
        if (growth != null) {
            int more = growth.to() - settings.subscribers();
            double perSecond = more / (growth.over().toNanos() / NANOS_PER_SECOND);
            return new Arrivals(perSecond, more, null, true, more);
        }
        return null;
    }

    /** When the next one comes after so many; in the time of publications. */
    long dueNanos(long started, Timeline timeline) {
        long from = fromMeasured ? timeline.fromNanos() : 0;
        return perSecond == null ? from : from + (long) (started * NANOS_PER_SECOND / perSecond);
    }
}
