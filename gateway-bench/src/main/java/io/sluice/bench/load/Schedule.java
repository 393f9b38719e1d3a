package io.sluice.bench.load;

import org.jspecify.annotations.Nullable;

/** When publications are due in the open loop, in nanoseconds since publishing began. */
interface Schedule {
    double NANOS_PER_SECOND = 1e9;

    /** When the next one is due after so many. */
    long dueNanos(long published);

    /** How many are due before this moment, the parts of one included. */
    double dueBefore(long nanos);

    /** Null in the closed loop. */
    static @Nullable Schedule of(LoadSettings.Pace pace, LoadSettings.Timing timing) {
        LoadSettings.Ramp ramp = pace.ramp();
        if (ramp != null) {
            return new Ramp(
                    ramp.fromPerSecond(),
                    ramp.toPerSecond(),
                    timing.warmup().toNanos() / NANOS_PER_SECOND,
                    ramp.over().toNanos() / NANOS_PER_SECOND);
        }
        Double perSecond = pace.perSecond();
        return perSecond == null ? null : new Steady(perSecond);
    }

    /** The same rate all the time; 0 means never. */
    record Steady(double perSecond) implements Schedule {
        @Override
        public long dueNanos(long published) {
            return perSecond == 0 ? Long.MAX_VALUE : (long) (published * NANOS_PER_SECOND / perSecond);
        }

        @Override
        public double dueBefore(long nanos) {
            return perSecond * nanos / NANOS_PER_SECOND;
        }
    }

    /**
     * One rate, then a straight line to another, which then stays.
     *
     * @param start when the line begins, in seconds
     * @param over how long it is, in seconds
     */
    record Ramp(double fromPerSecond, double toPerSecond, double start, double over) implements Schedule {
        @Override
        public long dueNanos(long published) {
            double onLine = published - fromPerSecond * start;
            if (onLine < 0) {
                return (long) (published / fromPerSecond * NANOS_PER_SECOND);
            }
            double line = (fromPerSecond + toPerSecond) / 2 * over;
            double seconds = onLine <= line ? along(onLine) : over + (onLine - line) / toPerSecond;
            return (long) ((start + seconds) * NANOS_PER_SECOND);
        }

        /** Solves from·t + slope·t²/2 = n for t, in the form that also holds without a slope. */
        private double along(double onLine) {
            double root = Math.sqrt(fromPerSecond * fromPerSecond + 2 * slope() * onLine);
            return onLine == 0 ? 0 : 2 * onLine / (fromPerSecond + root);
        }

        @Override
        public double dueBefore(long nanos) {
            double seconds = nanos / NANOS_PER_SECOND;
            double onLine = Math.clamp(seconds - start, 0, over);
            return fromPerSecond * Math.min(seconds, start)
                    + (fromPerSecond + slope() * onLine / 2) * onLine
                    + toPerSecond * Math.max(0, seconds - start - over);
        }

        private double slope() {
            return (toPerSecond - fromPerSecond) / over;
        }
    }
}
