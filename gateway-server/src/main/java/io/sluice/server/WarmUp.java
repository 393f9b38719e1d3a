package io.sluice.server;

import io.sluice.server.config.GatewayConfig;
import io.sluice.server.warmup.Exercise;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exercises a throw-away gateway on loopback before the real one listens. What the JIT compiles here it need not compile
 * under the first real load, where on few cores it would compete with the deliveries for as long as half a minute. Nothing of
 * it is left but compiled code; a failure only costs the warmth.
 */
final class WarmUp {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final long LOOK_NANOS = 50_000_000;
    /** The compiler is done when it was idle for so many looks. */
    private static final int IDLE_LOOKS = 3;

    private WarmUp() {}

    /** Warms up for at most this long; not at all for zero. */
    static void run(Duration time) {
        if (time.isZero()) {
            return;
        }
        long startNanos = System.nanoTime();
        long deadlineNanos = startNanos + time.toNanos();
        GatewayConfig config = GatewayConfig.of(
                "client.host=127.0.0.1",
                "client.port=0",
                "push.port=0",
                "workers=1",
                "push.coalesce=0s",
                "memory.log-budget=16MiB");
        try (Gateway gateway = Gateway.start(config)) {
            // The compiler works off its queue after the exercise; on one core, only then.
            int rounds = Exercise.run(gateway.clientPort(), gateway.pushPort(), deadlineNanos - time.toNanos() / 4);
            awaitCompiler(deadlineNanos);
            LOG.info("warmed up in {} rounds and {} ms", rounds, (System.nanoTime() - startNanos) / 1_000_000);
        } catch (IOException | StartupException e) {
            LOG.warn("no warm-up: {}", e.getMessage());
        }
    }

    private static void awaitCompiler(long deadlineNanos) {
        @Nullable CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        if (compiler == null || !compiler.isCompilationTimeMonitoringSupported()) {
            return;
        }
        long beforeMillis = -1;
        int idle = 0;
        while (idle < IDLE_LOOKS && System.nanoTime() - deadlineNanos < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
            long nowMillis = compiler.getTotalCompilationTime();
            idle = nowMillis == beforeMillis ? idle + 1 : 0;
            beforeMillis = nowMillis;
        }
    }
}
