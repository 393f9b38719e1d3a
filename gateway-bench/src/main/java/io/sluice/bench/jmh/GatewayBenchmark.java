package io.sluice.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What all benchmarks have in common unless JMH's options say otherwise; each benchmark is its own state. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsPrepend = {
            NettyThreads.CUSTOM_EXECUTOR,
            NettyThreads.EXECUTOR_CLASS,
            NettyThreads.NATIVE_ACCESS,
            NettyThreads.NO_LEAK_DETECTION
        },
        jvmArgs = GatewayBenchmark.HEAP)
public abstract class GatewayBenchmark {

    /** What a million channels and a million topics want; the smaller ones leave it untouched. */
    static final String HEAP = "-Xmx6g";
}
