package io.sluice.bench.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** CPU time of the loops of a run, in seconds; 0 where the system does not tell. */
record LoopTimes(double readerSeconds, double publisherSeconds) {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    static LoopTimes of(long readerThread, long publisherThread) {
        return new LoopTimes(seconds(readerThread), seconds(publisherThread));
    }

    private static double seconds(long thread) {
        return THREADS.isThreadCpuTimeSupported() ? Math.max(0, THREADS.getThreadCpuTime(thread)) / 1e9 : 0;
    }
}
