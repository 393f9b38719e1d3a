package io.sluice.bench.faults;

import io.sluice.bench.audit.MetricsPage;
import io.sluice.bench.audit.Target;
import io.sluice.bench.fleet.GatewayNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Looks at the gateways' counters of connects, on a thread of its own. Half a minute of a rolling restart is a hundred looks
 * at each gateway; they are all kept.
 */
final class ConnectSampler implements AutoCloseable {
    private static final long EVERY_MILLIS = 250;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String OPENED = "connections_opened_";
    private static final String OPEN = "handshake_connections";

    private final LongSupplier clockNanos;
    private final List<Gateway> gateways = new ArrayList<>();
    private final Deque<Step> window = new ArrayDeque<>();
    private final Thread thread;
    private double peak;
    private volatile long countedFromNanos = Long.MAX_VALUE;

    ConnectSampler(List<GatewayNode> nodes, LongSupplier clockNanos) {
        this.clockNanos = clockNanos;
        for (GatewayNode node : nodes) {
            Target push = Target.parse(node.name(), "http://127.0.0.1:" + node.pushPort());
            gateways.add(new Gateway(node.name(), new MetricsPage(push), new ArrayList<>()));
        }
        thread = Thread.ofPlatform().daemon().name("connect-sampler").start(this::look);
    }

    /** What was opened between two looks, evenly as far as anybody knows. */
    private record Step(long fromNanos, long toNanos, double opened) {
        /** What of it was not before that moment. */
        double since(long nanos) {
            double share = (toNanos - nanos) / (double) Math.max(1, toNanos - fromNanos);
            return opened * Math.clamp(share, 0, 1);
        }
    }

    private static final class Gateway {
        private final String name;
        private final MetricsPage metrics;
        private final List<FaultsResult.Sample> samples;
        private double opened;
        private long atNanos;

        Gateway(String name, MetricsPage metrics, List<FaultsResult.Sample> samples) {
            this.name = name;
            this.metrics = metrics;
            this.samples = samples;
        }
    }

    /** From now on the peak is looked for; what was before belongs to the start. */
    void count() {
        countedFromNanos = clockNanos.getAsLong();
    }

    private void look() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                for (Gateway gateway : gateways) {
                    sample(gateway);
                }
                Thread.sleep(EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sample(Gateway gateway) throws InterruptedException {
        Map<String, Double> page = gateway.metrics.read();
        long now = clockNanos.getAsLong();
        if (page == null) {
            // It is away, and counts from zero when it is back.
            gateway.opened = 0;
            gateway.atNanos = now;
            gateway.samples.add(new FaultsResult.Sample(now / NANOS_PER_SECOND, 0, 0));
            return;
        }
        double opened = page.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(OPENED))
                .mapToDouble(Map.Entry::getValue)
                .sum();
        double step = Math.max(0, opened - gateway.opened);
        Step taken = new Step(gateway.atNanos, now, step);
        double seconds = (now - gateway.atNanos) / NANOS_PER_SECOND;
        gateway.opened = opened;
        gateway.atNanos = now;
        gateway.samples.add(new FaultsResult.Sample(
                now / NANOS_PER_SECOND, seconds > 0 ? step / seconds : 0, page.getOrDefault(OPEN, 0.0)));
        take(taken);
    }

    private synchronized void take(Step step) {
        if (step.fromNanos() < countedFromNanos) {
            return;
        }
        window.addLast(step);
        long from = step.toNanos() - (long) NANOS_PER_SECOND;
        while (!window.isEmpty() && window.getFirst().toNanos() <= from) {
            window.removeFirst();
        }
        peak = Math.max(
                peak, window.stream().mapToDouble(was -> was.since(from)).sum());
    }

    /** All that was seen; the sampler has been ended. */
    synchronized FaultsResult.Connects result(int drainRate) {
        return new FaultsResult.Connects(
                drainRate,
                peak,
                gateways.stream()
                        .map(gateway -> new FaultsResult.Curve(gateway.name, List.copyOf(gateway.samples)))
                        .toList());
    }

    /** Looks no more. */
    void end() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end();
        gateways.forEach(gateway -> gateway.metrics.close());
    }
}
