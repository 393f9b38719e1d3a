package io.sluice.bench.jmh;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that JMH measures on: Netty's, as the gateway's loops have them. On others Netty's thread-locals are slower and
 * its recyclers work differently.
 */
public final class NettyThreads extends ThreadPoolExecutor {

    /** Options of the forked JVM. What the jar's manifest says does not hold there, since JMH puts it on the class path. */
    static final String CUSTOM_EXECUTOR = "-Djmh.executor=CUSTOM";

    static final String EXECUTOR_CLASS = "-Djmh.executor.class=io.sluice.bench.jmh.NettyThreads";
    static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    /** As the gateway has it: of a buffer that Netty samples, each slice is tracked, and a slice is a delivery. */
    static final String NO_LEAK_DETECTION = "-Dio.netty.leakDetection.level=disabled";

    /** Called by JMH, by name. */
    public NettyThreads(int threads, String prefix) {
        super(
                threads,
                threads,
                0,
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory(prefix, true));
    }
}
