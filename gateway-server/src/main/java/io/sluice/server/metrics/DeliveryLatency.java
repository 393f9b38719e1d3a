package io.sluice.server.metrics;

import com.codahale.metrics.Histogram;
import com.codahale.metrics.Reservoir;
import com.codahale.metrics.Snapshot;
import io.sluice.delivery.shard.Shard;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Microseconds from publish to write over the last one to two minutes, from the recorders of all shards: an HdrHistogram
 * behind the face of a Dropwizard reservoir. The count is of all time.
 */
final class DeliveryLatency implements Reservoir {

    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final List<Shard> shards;
    private final LongSupplier nanoClock;
    private org.HdrHistogram.Histogram current = newHistogram();
    private org.HdrHistogram.Histogram previous = newHistogram();
    private long windowSinceNanos;
    private long count;

    DeliveryLatency(List<Shard> shards, LongSupplier nanoClock) {
        this.shards = shards;
        this.nanoClock = nanoClock;
        this.windowSinceNanos = nanoClock.getAsLong();
    }

    Histogram histogram() {
        return new Histogram(this) {
            @Override
            public long getCount() {
                return DeliveryLatency.this.count();
            }
        };
    }

    private static org.HdrHistogram.Histogram newHistogram() {
        return new org.HdrHistogram.Histogram(2);
    }

    private synchronized void collect() {
        long now = nanoClock.getAsLong();
        if (now - windowSinceNanos >= WINDOW_NANOS) {
            previous = current;
            current = newHistogram();
            windowSinceNanos = now;
        }
        long before = current.getTotalCount();
        for (Shard shard : shards) {
            shard.metrics().drainLatencyTo(current);
        }
        count += current.getTotalCount() - before;
    }

    private synchronized long count() {
        collect();
        return count;
    }

    @Override
    public int size() {
        return getSnapshot().size();
    }

    @Override
    public void update(long value) {
        throw new IllegalStateException("the shards record");
    }

    @Override
    public synchronized Snapshot getSnapshot() {
        collect();
        org.HdrHistogram.Histogram both = newHistogram();
        both.add(previous);
        both.add(current);
        return new HdrSnapshot(both);
    }

    private static final class HdrSnapshot extends Snapshot {

        private final org.HdrHistogram.Histogram histogram;

        HdrSnapshot(org.HdrHistogram.Histogram histogram) {
            this.histogram = histogram;
        }

        @Override
        public double getValue(double quantile) {
            return histogram.getValueAtPercentile(quantile * 100);
        }

        @Override
        public long[] getValues() {
            return new long[0];
        }

        @Override
        public int size() {
            return (int) Math.min(Integer.MAX_VALUE, histogram.getTotalCount());
        }

        @Override
        public long getMax() {
            return histogram.getMaxValue();
        }

        @Override
        public double getMean() {
            return histogram.getMean();
        }

        @Override
        public long getMin() {
            return histogram.getTotalCount() == 0 ? 0 : histogram.getMinValue();
        }

        @Override
        public double getStdDev() {
            return histogram.getStdDeviation();
        }

        @Override
        public void dump(OutputStream output) {
            histogram.outputPercentileDistribution(
                    new java.io.PrintStream(output, true, java.nio.charset.StandardCharsets.UTF_8), 1.0);
        }
    }
}
