package io.sluice.server.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.List;
import java.util.function.LongSupplier;

/** What the process takes of the machine: memory, pauses of the collector, CPU, open files. */
public final class ProcessMetrics {

    private final MetricRegistry registry;

    public ProcessMetrics(MetricRegistry registry) {
        this.registry = registry;
    }

    /** Registers everything. Figures that the system does not tell are -1. */
    public void register() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        gauge("process.heap-used-bytes", () -> memory.getHeapMemoryUsage().getUsed());
        gauge("process.heap-committed-bytes", () -> memory.getHeapMemoryUsage().getCommitted());
        gauge("process.heap-max-bytes", () -> memory.getHeapMemoryUsage().getMax());
        gauge("process.direct-used-bytes", PlatformDependent::usedDirectMemory);
        gauge("process.direct-max-bytes", PlatformDependent::maxDirectMemory);
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        counter(
                "process.collections",
                () -> sum(collectors.stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                        .toArray()));
        counter(
                "process.collection-millis",
                () -> sum(collectors.stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .toArray()));
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        counter("process.cpu-millis", () -> system.getProcessCpuTime() / 1_000_000);
        gauge(
                "process.open-files",
                () -> system instanceof UnixOperatingSystemMXBean unix ? unix.getOpenFileDescriptorCount() : -1);
        gauge(
                "process.open-files-max",
                () -> system instanceof UnixOperatingSystemMXBean unix ? unix.getMaxFileDescriptorCount() : -1);
    }

    private static long sum(long[] figures) {
        long sum = 0;
        for (long figure : figures) {
            sum += Math.max(0, figure);
        }
        return sum;
    }

    private void gauge(String name, LongSupplier value) {
        registry.register(name, (Gauge<Long>) value::getAsLong);
    }

    private void counter(String name, LongSupplier value) {
        registry.register(name, new Counter() {
            @Override
            public long getCount() {
                return value.getAsLong();
            }
        });
    }
}
