package io.sluice.server.transport;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How short of CPU the process is, and how long sockets may therefore wait for company. Where there is plenty nothing waits;
 * where there is none everything waits in some queue anyway, and taking it together makes the queues shorter.
 */
public final class CpuPressure {

    private static final double RELAXED_SHARE = 0.5;
    private static final double PRESSED_SHARE = 0.8;

    private final long mostNanos;
    private final int processors;
    private final LongSupplier cpuNanos;
    private final LongSupplier nanoTime;
    private long cpuBefore;
    private long nanosBefore;
    private volatile double share;
    private volatile long pauseNanos;

    /**
     * No pressure until {@link #sample()} has found some.
     *
     * @param most the pause under full pressure
     * @param processors that the process may use
     * @param cpuNanos CPU time of the process so far; negative where the system does not tell
     */
    public CpuPressure(Duration most, int processors, LongSupplier cpuNanos, LongSupplier nanoTime) {
        this.mostNanos = most.toNanos();
        this.processors = processors;
        this.cpuNanos = cpuNanos;
        this.nanoTime = nanoTime;
        this.cpuBefore = cpuNanos.getAsLong();
        this.nanosBefore = nanoTime.getAsLong();
    }

    /** The pressure on this process, on the processors that it may use. */
    public static CpuPressure ofProcess(Duration most) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new CpuPressure(
                most, Runtime.getRuntime().availableProcessors(), system::getProcessCpuTime, System::nanoTime);
    }

    /** Looks at what was used since the last look; a few times a second, always from the same thread. */
    public void sample() {
        long cpu = cpuNanos.getAsLong();
        long now = nanoTime.getAsLong();
        if (cpu >= 0 && now > nanosBefore) {
            share = (double) (cpu - cpuBefore) / (now - nanosBefore) / processors;
            double pressure = (share - RELAXED_SHARE) / (PRESSED_SHARE - RELAXED_SHARE);
            pauseNanos = (long) (mostNanos * Math.clamp(pressure, 0.0, 1.0));
        }
        cpuBefore = cpu;
        nanosBefore = now;
    }

    /** What part of the processors was used between the last two looks, 0 to about 1; any thread. */
    public double share() {
        return share;
    }

    /** How long the sockets of a loop may wait after each wake-up; any thread. */
    public long pauseNanos() {
        return pauseNanos;
    }
}
